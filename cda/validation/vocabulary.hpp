#pragma once

#include "cda/validation/symbols.hpp"
#include "cda/validation/tree.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace pps::cda::validation {

/// Symbols of the names of a tree: by tree name index.
struct name_symbols {
    std::uint32_t uri = symbols::none;
    std::uint32_t local = symbols::none;
};
struct name_table {
    /// A local symbol and a tree name that has it.
    using entry = std::pair<std::uint32_t, std::uint32_t>;

    std::vector<name_symbols> of;
    std::vector<entry> by_local;  ///< Sorted. Made for each document: one block instead of a map of lists.

    /// Tree names with that local symbol, in their order; empty when there is none.
    std::span<const entry> with_local(std::uint32_t local) const noexcept;
};
name_table map_names(const tree& document, const symbols& known);

struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};
using text_set = std::unordered_set<std::string, text_hash, std::equal_to<>>;

/// A file read for document(), with indexes made when they are first asked for. Safe from several threads.
class vocabulary_file {
  public:
    vocabulary_file(std::unique_ptr<tree> document, const symbols& known);

    const tree& document() const noexcept { return *document_; }
    const name_table& names() const noexcept { return names_; }

    /// Elements of a name whose attribute (or, for key_local = none, one of whose text children) equals a
    /// text; null when there is none.
    const std::vector<node_id>* lookup(std::uint32_t uri, std::uint32_t local, std::uint32_t key_uri,
                                       std::uint32_t key_local, std::string_view value) const;
    std::size_t memory() const noexcept { return document_->memory(); }

  private:
    using index = std::unordered_map<std::string_view, std::vector<node_id>>;
    using key = std::pair<std::uint64_t, std::uint64_t>;
    std::unique_ptr<index> build(std::uint32_t uri, std::uint32_t local, std::uint32_t key_uri,
                                 std::uint32_t key_local) const;

    std::unique_ptr<tree> document_;
    name_table names_;
    mutable std::shared_mutex mutex_;
    mutable std::map<key, std::unique_ptr<index>> indexes_;
};

/// The files that rules may read: those under the given folders, nothing else. A file is looked for where
/// the URI leads, then at the same place relative to each further folder, then by its name directly in it.
/// Read once, when first asked for. Safe from several threads.
class vocabulary {
  public:
    /// `folders`: the bundle first, then the supplement. Links are resolved before a path is judged.
    vocabulary(const std::vector<std::filesystem::path>& folders, const symbols& known, std::size_t max_file);

    enum class trouble { none, outside, missing, unreadable };
    struct opened {
        const vocabulary_file* file = nullptr;
        trouble why = trouble::missing;
    };
    /// A URI relative to a folder.
    opened open(const std::filesystem::path& base, std::string_view uri) const;

    /// The set of texts of a constant expression, made once by `make`; null when `make` gives none. `make`
    /// says whether it came to an end: if not, it is asked again the next time.
    const text_set* constant(std::uint32_t expression,
                             const std::function<std::unique_ptr<text_set>(bool& made)>& make) const;

    /// The path inside the folders that a URI leads to; empty with the trouble otherwise.
    std::filesystem::path locate(const std::filesystem::path& base, std::string_view uri, trouble& why) const;
    const std::vector<std::filesystem::path>& folders() const noexcept { return folders_; }
    std::size_t memory() const;
    std::size_t files() const;

  private:
    bool inside(const std::filesystem::path& path) const;

    std::vector<std::filesystem::path> folders_;
    const symbols& known_;
    std::size_t max_file_;
    mutable std::shared_mutex mutex_;
    mutable std::map<std::string, opened, std::less<>> by_request_;
    mutable std::map<std::string, std::unique_ptr<vocabulary_file>, std::less<>> by_path_;
    mutable std::map<std::uint32_t, std::unique_ptr<text_set>> constants_;
};

}  // namespace pps::cda::validation
