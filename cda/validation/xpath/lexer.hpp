#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pps::cda::validation::xpath {

enum class token_kind { name, any_in, any_of, string, integer, decimal, floating, symbol, end };

/// `name`: a QName as written; `any_of`: "p:*" with text "p"; `any_in`: "*:n" with text "n"; `string`: the
/// value, quotes undone; `symbol`: an operator or delimiter.
struct token {
    token_kind kind = token_kind::end;
    std::string text;
    std::size_t position = 0;
};

struct lexed {
    std::vector<token> tokens;  ///< Ends with `end`.
    bool failed = false;
    std::size_t position = 0;
    std::string message;
};

/// Cuts an XPath 2.0 expression into tokens; comments are left out.
lexed lex(std::string_view source);

}  // namespace pps::cda::validation::xpath
