#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::dmp {

/// What an HTTP answer of the DMP says.
enum class answer_kind {
    success,     ///< RegistryResponse or AdhocQueryResponse Success.
    failure,     ///< RegistryResponse Failure (or PartialSuccess): see `codes`.
    fault,       ///< SOAP fault: `codes` holds the subcode (or code) local name.
    http_error,  ///< Not SOAP, status not 200.
    unreadable,  ///< Not what was asked: garbage, wrong body, too large.
};

/// One document of an ITI-18 answer.
struct registered_document {
    std::string entry_uuid, unique_id, hash, status, version;
    std::int64_t size = -1;
};

struct answer {
    answer_kind kind = answer_kind::unreadable;
    int http_status = 0;
    std::string relates_to;     ///< wsa:RelatesTo: the MessageID that is answered, "" when not said.
    bool server_fault = false;  ///< A SOAP fault whose code is Receiver: the endpoint's own trouble.
    bool partial = false;       ///< PartialSuccess: some of the submission may be registered.
    std::vector<std::string> codes;  ///< errorCode values, most severe first; never free text.
    std::vector<registered_document> documents;
};

/// Reads a SOAP 1.2 answer, plain or multipart/related (by its Content-Type). Bounded, hardened, thread-safe.
answer read_answer(int http_status, std::string_view content_type, std::string_view body);

/// What to do after a code (dmp-wire §4.2). One table, with its source beside each row.
enum class retry_class { retry, ask_first, permanent };
retry_class class_of(std::string_view code) noexcept;  ///< Unknown codes are `permanent`.
/// Of a failure or fault as a whole: by its first code, but what may be registered in part is asked about, and so
/// is an unknown code of the server's own fault.
retry_class class_of(const answer& refusal) noexcept;

/// The gateway's own wording of a code, French, for the platform; "" when unknown.
std::string_view label_of(std::string_view code) noexcept;

}  // namespace pps::gateway::dmp
