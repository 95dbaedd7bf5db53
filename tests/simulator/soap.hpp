#pragma once

#include "tests/simulator/outcome.hpp"
#include "tests/simulator/xml.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace pps::simulator {

/// A SOAP 1.2 message taken apart. Nodes belong to `doc`.
struct envelope {
    xml::document doc;
    xmlNode* header = nullptr;
    xmlNode* body = nullptr;  ///< The only child element of soap:Body.
    std::string message_id;   ///< "" when absent or malformed.
};
checked<envelope> read_envelope(std::string_view bytes);

/// MessageID, To, ReplyTo anonymous and Action are there and right; no foreign header must be understood
/// (dmp-wire §2.1, WS-Addressing 1.0 SOAP binding §6.4).
verdict check_addressing(const envelope& message, std::string_view expected_action);

/// The wsa:Action value, or "".
std::string action_of(const envelope& message);

/// What goes back. `code` is the errorCode or subcode of a refusal, "" for a success.
struct answer {
    unsigned status = 200;
    std::string content_type = "application/soap+xml; charset=UTF-8";
    std::string body;
    std::string code;
};

/// `payload` inside an envelope whose headers are shaped like TD2.1-Alimentation_reponse (dmp-wire §4.1).
std::string wrap(std::string_view action, std::string_view relates_to, std::string_view payload);

/// One or several RegistryError of a Failure; "" codes are never given. Element names by `response`
/// ("RegistryResponse" in rs or "AdhocQueryResponse" in query).
std::string registry_success();
std::string registry_failure(const std::vector<refusal>& errors, bool query);

/// The whole answer to a refusal of any kind. `response_action` and `query` shape a Failure.
answer answer_refusals(const std::vector<refusal>& errors, std::string_view response_action,
                       std::string_view relates_to, bool query);

}  // namespace pps::simulator
