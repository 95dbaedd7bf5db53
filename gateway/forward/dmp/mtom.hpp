#pragma once

#include "gateway/forward/dmp/request.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pps::gateway::dmp {

/// A document beside the SOAP envelope.
struct attachment {
    std::string_view content_id;  ///< Without angle brackets; what "cid:" refers to.
    std::string_view media_type;  ///< UTF-8 text of this type.
    std::string_view bytes;
};

/// An MTOM/XOP message: multipart/related with the envelope as root part (dmp-wire §2.2). The boundary is
/// random and occurs in no part. Throws std::runtime_error without a random source. Thread-safe.
soap_request write_mtom(std::string_view envelope, std::span<const attachment> attachments,
                        std::string_view action);

/// A media type and one of its parameters, from a Content-Type value (RFC 2045 §5.1): case of names ignored,
/// quoted values unquoted. "" when absent.
std::string media_type_of(std::string_view content_type);
std::string parameter_of(std::string_view content_type, std::string_view name);

/// The root part of a multipart/related body (RFC 2387): the part that `start` names, else the first. nullopt
/// when the body has no such part, more than 64 parts, or a root in another encoding than 7bit, 8bit, binary.
std::optional<std::string_view> root_part(std::string_view content_type, std::string_view body);

}  // namespace pps::gateway::dmp
