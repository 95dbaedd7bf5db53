#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// Where parts of a plan stand in another form of it, so that what is found in one form can be told in the
/// other. A part is a member of `plan`, with its place in a list: "patient", "programme[2]".
namespace pps {

/// A part and where it stands in the text it was read from: an XPath or a JSON pointer.
struct part_place {
    std::string part;
    std::string place;
};

/// A part and the bytes that were written of it: [begin, end).
struct part_bytes {
    std::string part;
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// "programme" and 2 make "programme[2]".
inline std::string part_name(const char* list, std::size_t index) {
    return std::string(list) + "[" + std::to_string(index) + "]";
}

}  // namespace pps
