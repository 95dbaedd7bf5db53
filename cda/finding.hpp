#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pps::cda {

/// How much a finding weighs. `fatal`: the document could not be judged or would be damaged;
/// `error`: a rule is broken; `warning` and `info` never refuse a document.
enum class severity { fatal, error, warning, info };

/// One thing found in a submitted document. Never holds a value read from it, but in `official`: the path
/// says where, the texts say what is expected.
struct finding {
    std::string rule;  ///< Stable identifier of the rule, e.g. "identity.ins-key".
    cda::severity severity = severity::error;
    std::string path;  ///< Where: an XPath of element names and positions, "" for the whole message.
    std::string fr;    ///< For the integrator, in French.
    std::string en;    ///< The same in English.
    /// Who judged: "" for the gateway's own rules, "xsd", or a schema file of the official bundle.
    std::string source{};
    /// The official wording, which may quote the document: for the platform that submitted it only. Never
    /// logged, counted or stored.
    std::string official{};
};

using findings = std::vector<finding>;

/// "fatal", "error", "warning" or "info".
std::string_view to_string(severity s) noexcept;

/// True when at least one finding is `fatal` or `error`.
bool refuses(const findings& all) noexcept;

}  // namespace pps::cda
