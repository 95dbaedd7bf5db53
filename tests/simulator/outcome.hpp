#pragma once

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <utility>

namespace pps::simulator {

/// How a refusal travels: a RegistryResponse Failure (HTTP 200), a SOAP fault (HTTP 500), or a bare HTTP
/// status.
enum class refusal_kind { failure, fault, http };

/// Why something was refused. `text` is for humans and never holds patient data.
struct refusal {
    refusal_kind kind = refusal_kind::failure;
    std::string
        code;  ///< errorCode of a failure; subcode (with prefix) of a fault; reason of an HTTP status.
    std::string text;
    std::string fault_code = "Sender";  ///< SOAP 1.2 fault code; faults only.
    unsigned http_status = 200;
};

inline refusal failed(std::string code, std::string text) {
    return {refusal_kind::failure, std::move(code), std::move(text), {}, 200};
}

inline refusal faulted(std::string subcode, std::string text, std::string fault_code = "Sender") {
    return {refusal_kind::fault, std::move(subcode), std::move(text), std::move(fault_code), 500};
}

inline refusal http_refused(unsigned status, std::string text) {
    return {refusal_kind::http, "http" + std::to_string(status), std::move(text), {}, status};
}

/// Outcome of a check: nothing when it passes.
using verdict = std::optional<refusal>;

/// A value, or why there is none.
template <class T>
using checked = boost::system::result<T, refusal>;

}  // namespace pps::simulator
