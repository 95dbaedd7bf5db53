#pragma once

#include "cda/pps/plan.hpp"
#include "cda/render/page.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What professionals read and patients need not: codes and identifiers, folded away at the end of a part.
namespace pps::render {

/// Rows for professionals, gathered while a part is written.
class code_table {
  public:
    /// A code with its translations and qualifiers; nothing for one without a code.
    void add(std::string_view what, const coded& value);
    void add(std::string_view what, const identifier& id);
    /// The codes of a statement and of all in it, each under the words of its own code.
    void add(std::string_view what, const statement& one, unsigned depth = 0);
    void add(const party& who);
    /// Writes the table, folded away; nothing without rows. `part` is the title of the part.
    void write(page& out, std::string_view part) const;

  private:
    struct row {
        std::string what;
        std::string code;
        std::string system;
        std::string display;
        bool operator==(const row&) const = default;
    };
    void push(row one);

    std::vector<row> rows_;
};

}  // namespace pps::render
