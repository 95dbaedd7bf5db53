#include "gateway/app/settings_rules.hpp"

#include "gateway/app/quantity.hpp"

#include <boost/url.hpp>
#include <rapidjson/pointer.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <set>

namespace pps::gateway::app {
namespace {

using report = std::function<void(std::string pointer)>;

bool production(const rule_input& in) {
    return in.sound("/environment") && in.settings.environment == cda::environment::production;
}

const rapidjson::Value* at(const rule_input& in, std::string_view pointer) {
    return rapidjson::Pointer{pointer.data(), pointer.size()}.Get(in.file);
}

// --- Ranges
// ---------------------------------------------------------------------------------------------------

/// Durations and sizes are texts, so the schema cannot bound them. Time-outs have an upper bound so that no
/// wait is endless in practice, sizes because they are held in memory.
struct range {
    std::string_view pointer, least, most;
};

constexpr std::array ranges{
    range{"/drain_timeout", "100ms", "10min"},
    range{"/receive/max_document_bytes", "1kiB", "64MiB"},
    range{"/receive/max_header_bytes", "1kiB", "1MiB"},
    range{"/receive/handshake_timeout", "100ms", "10min"},
    range{"/receive/header_timeout", "100ms", "10min"},
    range{"/receive/body_timeout", "100ms", "1h"},
    range{"/receive/idle_timeout", "100ms", "1h"},
    range{"/receive/answer_timeout", "100ms", "10min"},
    range{"/mllp/max_message_bytes", "1kiB", "64MiB"},
    range{"/mllp/handshake_timeout", "100ms", "10min"},
    range{"/mllp/message_timeout", "100ms", "1h"},
    range{"/mllp/idle_timeout", "100ms", "1d"},
    range{"/store/min_free_bytes", "1B", "1000000GiB"},
    range{"/national/connect_timeout", "100ms", "10min"},
    range{"/national/answer_timeout", "100ms", "1h"},
    range{"/national/max_answer_bytes", "1kiB", "1GiB"},
    range{"/national/lease", "100ms", "1d"},
    range{"/national/retry/first", "1ms", "1d"},
    range{"/national/retry/longest", "1ms", "7d"},
    range{"/national/retry/give_up_after", "1ms", "366d"},
    range{"/national/breaker/pause", "1ms", "1d"},
    range{"/operator/progress_every", "10ms", "1d"},
};

std::optional<std::uint64_t> amount(std::string_view text) {
    if (const auto duration = parse_duration(text)) return static_cast<std::uint64_t>(duration->count());
    return parse_size(text);
}

std::optional<std::uint64_t> amount(const rapidjson::Value& v) {
    if (v.IsUint64()) return v.GetUint64();
    if (v.IsString()) return amount(std::string_view{v.GetString(), v.GetStringLength()});
    return std::nullopt;
}

void check_range(const rule_input& in, const range& row, std::vector<setting_error>& out) {
    const rapidjson::Value* value = at(in, row.pointer);
    if (!value || !in.sound(row.pointer)) return;
    const auto found = amount(*value);
    if (found && *found >= *amount(row.least) && *found <= *amount(row.most)) return;
    out.push_back({std::string{row.pointer},
                   "must be from " + std::string{row.least} + " to " + std::string{row.most}});
}

// --- Helpers of the rules
// -------------------------------------------------------------------------------------

std::string platform_at(std::size_t index) {
    return "/platforms/" + std::to_string(index);
}

/// Subjects are compared without case and without blanks after separators, as tools print them differently.
std::string comparable_subject(std::string_view subject) {
    std::string out;
    for (const char c : subject) {
        if (c == ' ' && (out.empty() || out.back() == ',' || out.back() == '+')) continue;
        out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return out;
}

struct endpoint {
    std::string_view pointer;
    std::string national_settings::*member;
};

constexpr std::array endpoints{
    endpoint{"/national/endpoints/repository", &national_settings::repository},
    endpoint{"/national/endpoints/registry", &national_settings::registry},
    endpoint{"/national/endpoints/patients", &national_settings::patients},
};

bool is_plain_https(std::string_view text) {
    const auto url = boost::urls::parse_uri({text.data(), text.size()});
    return url && url->scheme_id() == boost::urls::scheme::https && url->has_authority() &&
           !url->has_userinfo() && !url->encoded_host().empty() && !url->has_query() &&
           !url->has_fragment() && (!url->has_port() || url->port_number() != 0);
}

std::string host_of(std::string_view text) {
    const auto url = boost::urls::parse_uri({text.data(), text.size()});
    std::string host = url ? url->host_address() : std::string{};
    std::transform(host.begin(), host.end(), host.begin(),
                   [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
    if (host.ends_with('.')) host.pop_back();
    return host;
}

bool is_ip(std::string_view text) {
    return boost::urls::parse_ipv4_address({text.data(), text.size()}).has_value() ||
           boost::urls::parse_ipv6_address({text.data(), text.size()}).has_value();
}

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1";
}

bool is_local(std::string_view host) {
    if (host == "localhost" || host.ends_with(".localhost")) return true;
    if (const auto v4 = boost::urls::parse_ipv4_address({host.data(), host.size()}))
        return v4->is_loopback() || v4->is_unspecified();
    if (const auto v6 = boost::urls::parse_ipv6_address({host.data(), host.size()})) {
        const auto bytes = v6->to_bytes();
        return v6->is_loopback() || v6->is_unspecified() || (v6->is_v4_mapped() && bytes[12] == 127);
    }
    return false;
}

void each_endpoint(const rule_input& in, bool (*bad)(std::string_view url), const report& tell) {
    for (const endpoint& each : endpoints)
        if (in.sound(each.pointer) && bad(in.settings.national.*each.member)) tell(std::string{each.pointer});
}

struct file_key {
    std::string_view pointer;
};

/// Keys that name files: a secret must not be pasted there.
constexpr std::array file_keys{
    file_key{"/receive/tls/certificate"},
    file_key{"/receive/tls/key"},
    file_key{"/receive/tls/trusted"},
    file_key{"/receive/tls/crl"},
    file_key{"/store/key_file"},
    file_key{"/national/tls/certificate"},
    file_key{"/national/tls/key"},
    file_key{"/national/tls/trusted"},
    file_key{"/national/tls/crl"},
    file_key{"/national/sign/certificate"},
    file_key{"/national/sign/key"},
    file_key{"/national/sign/issuers"},
    file_key{"/mllp/tls/certificate"},
    file_key{"/mllp/tls/key"},
    file_key{"/mllp/tls/trusted"},
    file_key{"/mllp/tls/crl"},
    file_key{"/mllp/receipts_tls/certificate"},
    file_key{"/mllp/receipts_tls/key"},
    file_key{"/mllp/receipts_tls/trusted"},
    file_key{"/mllp/receipts_tls/crl"},
};

bool looks_like_contents(std::string_view text) {
    if (text.find("-----BEGIN") != std::string_view::npos) return true;
    return text.size() >= 64 && std::all_of(text.begin(), text.end(), [](char c) {
               return std::isxdigit(static_cast<unsigned char>(c));
           });
}

bool same_address(std::string_view a, std::string_view b) {
    const auto any = [](std::string_view text) { return text == "0.0.0.0" || text == "::"; };
    return a == b || any(a) || any(b);
}

// --- The rules
// ------------------------------------------------------------------------------------------------

constexpr std::array rules{
    rule{"platform-id-unique", "another platform has this id",
         "logs, indicators and documents name platforms by it",
         [](const rule_input& in, const report& tell) {
             std::set<std::string_view> seen;
             for (std::size_t i = 0; i < in.settings.platforms.size(); ++i) {
                 const std::string pointer = platform_at(i) + "/id";
                 if (in.sound(pointer) && !seen.insert(in.settings.platforms[i].id).second) tell(pointer);
             }
         }},
    rule{"certificate-subject-unique", "another platform has this certificate subject",
         "a certificate must name one platform",
         [](const rule_input& in, const report& tell) {
             std::map<std::string, std::size_t> owners;
             for (std::size_t i = 0; i < in.settings.platforms.size(); ++i) {
                 const auto& subjects = in.settings.platforms[i].certificate_subjects;
                 for (std::size_t j = 0; j < subjects.size(); ++j) {
                     const std::string pointer =
                         platform_at(i) + "/certificate_subjects/" + std::to_string(j);
                     if (!in.sound(pointer)) continue;
                     const auto owner = owners.try_emplace(comparable_subject(subjects[j]), i).first;
                     if (owner->second != i) tell(pointer);
                 }
             }
         }},
    rule{"production-needs-crl", "production needs revocation lists",
         "a revoked certificate must not open the gateway, nor receive documents",
         [](const rule_input& in, const report& tell) {
             if (!production(in)) return;
             if (in.sound("/receive/tls") && in.settings.receive.tls.crl.empty()) tell("/receive/tls/crl");
             if (in.sound("/national/tls") && in.settings.national.tls.crl.empty()) tell("/national/tls/crl");
             if (!in.sound("/mllp") || !in.settings.mllp) return;
             const mllp_settings& m = *in.settings.mllp;
             if (m.tls && m.tls->crl.empty()) tell("/mllp/tls/crl");
             if (m.receipts_tls && m.receipts_tls->crl.empty()) tell("/mllp/receipts_tls/crl");
         }},
    rule{"endpoint-url", "must be an https URL with a host, without user, query and fragment",
         "documents go over mutual TLS only, and a URL appears in logs",
         [](const rule_input& in, const report& tell) {
             each_endpoint(
                 in, [](std::string_view url) { return !is_plain_https(url); }, tell);
         }},
    rule{"endpoint-not-local", "production must not deliver to this machine",
         "a simulator would answer that documents are registered, and they would be erased",
         [](const rule_input& in, const report& tell) {
             if (!production(in)) return;
             each_endpoint(
                 in, [](std::string_view url) { return is_local(host_of(url)); }, tell);
         }},
    rule{"endpoint-of-environment", "this is an endpoint of the other environment",
         "a test document must never reach a real patient, nor a real one a test platform (dmp-wire 4.3)",
         [](const rule_input& in, const report& tell) {
             if (!in.sound("/environment")) return;
             if (production(in))
                 each_endpoint(
                     in,
                     [](std::string_view url) {
                         const std::string host = host_of(url);
                         return host.ends_with(".dmp.gouv.fr") &&
                                ("." + host).find(".dev") != std::string::npos;
                     },
                     tell);
             else
                 each_endpoint(
                     in,
                     [](std::string_view url) {
                         const std::string host = host_of(url);
                         return host == "lps.dmp.gouv.fr" || host == "lps2.dmp.gouv.fr";
                     },
                     tell);
         }},
    rule{"rate-limit", "must be below 5 unless rate_limit_lifted is true",
         "national limit per structure and software (dmp-wire 4.4)",
         [](const rule_input& in, const report& tell) {
             if (in.sound("/national/rate_per_second") && in.sound("/national/rate_limit_lifted") &&
                 in.settings.national.rate_per_second >= 5 && !in.settings.national.rate_limit_lifted)
                 tell("/national/rate_per_second");
         }},
    rule{"rate-limit-in-production", "production must keep the national rate limit",
         "the knob exists for benchmarks against a simulator",
         [](const rule_input& in, const report& tell) {
             if (production(in) && in.settings.national.rate_limit_lifted)
                 tell("/national/rate_limit_lifted");
         }},
    rule{"retry-first", "must not be longer than retry.longest", "delays grow from the first to the longest",
         [](const rule_input& in, const report& tell) {
             if (in.sound("/national/retry/first") && in.sound("/national/retry/longest") &&
                 in.settings.national.first_retry > in.settings.national.longest_retry)
                 tell("/national/retry/first");
         }},
    rule{"retry-longest", "must not be longer than retry.give_up_after",
         "the last delay would outlive the delivery",
         [](const rule_input& in, const report& tell) {
             if (in.sound("/national/retry/longest") && in.sound("/national/retry/give_up_after") &&
                 in.settings.national.longest_retry > in.settings.national.give_up_after)
                 tell("/national/retry/longest");
         }},
    rule{"lease-outlives-attempt", "must be longer than answer_timeout and twice connect_timeout together",
         "a delivery must not be taken again while its answer may still come",
         [](const rule_input& in, const report& tell) {
             const national_settings& n = in.settings.national;
             if (in.sound("/national/lease") && in.sound("/national/connect_timeout") &&
                 in.sound("/national/answer_timeout") && n.lease <= 2 * n.connect_timeout + n.answer_timeout)
                 tell("/national/lease");
         }},
    rule{"listen-address", "must be an IPv4 or IPv6 address",
         "a name could resolve to an unexpected interface",
         [](const rule_input& in, const report& tell) {
             if (in.sound("/receive/address") && !is_ip(in.settings.receive.address))
                 tell("/receive/address");
             if (in.sound("/operator/address") && !is_ip(in.settings.operators.address))
                 tell("/operator/address");
         }},
    rule{"ports-differ", "is the port of the receive listener", "two listeners cannot share one port",
         [](const rule_input& in, const report& tell) {
             const app::settings& s = in.settings;
             if (in.sound("/receive/port") && in.sound("/operator/port") && s.operators.port != 0 &&
                 s.operators.port == s.receive.port && same_address(s.operators.address, s.receive.address))
                 tell("/operator/port");
         }},
    rule{"plain-mllp-is-local", "must be a loopback address when plain is true",
         "HL7 v2 messages hold patient data: they cross no network without TLS",
         [](const rule_input& in, const report& tell) {
             if (in.sound("/mllp") && in.settings.mllp && in.settings.mllp->plain &&
                 !is_loopback(in.settings.mllp->address))
                 tell("/mllp/address");
         }},
    rule{"plain-mllp-names-platform", "must be the id of a platform when plain is true",
         "without a certificate, nothing else tells whose messages come",
         [](const rule_input& in, const report& tell) {
             if (!in.sound("/mllp") || !in.settings.mllp || !in.settings.mllp->plain) return;
             for (const platform_settings& each : in.settings.platforms)
                 if (each.id == in.settings.mllp->plain_platform) return;
             tell("/mllp/plain_platform");
         }},
    rule{"plain-mllp-in-production", "production needs mutual TLS", "a certificate tells who sends",
         [](const rule_input& in, const report& tell) {
             if (production(in) && in.settings.mllp && in.settings.mllp->plain) tell("/mllp/plain");
         }},
    rule{"plain-receipts-are-local", "must be this machine when plain is true",
         "receipts name messages and what became of them: they cross no network without TLS",
         [](const rule_input& in, const report& tell) {
             for (std::size_t i = 0; i < in.settings.platforms.size(); ++i) {
                 const std::string pointer = platform_at(i) + "/receipts";
                 const auto& receipts = in.settings.platforms[i].receipts;
                 if (in.sound(pointer) && receipts && receipts->plain && receipts->host != "localhost" &&
                     !is_loopback(receipts->host))
                     tell(pointer + "/host");
             }
         }},
    rule{"receipts-need-tls", "needs mllp.receipts_tls unless plain is true",
         "the platform must know the gateway, and the gateway the platform",
         [](const rule_input& in, const report& tell) {
             if (!in.sound("/mllp") || (in.settings.mllp && in.settings.mllp->receipts_tls)) return;
             for (std::size_t i = 0; i < in.settings.platforms.size(); ++i) {
                 const std::string pointer = platform_at(i) + "/receipts";
                 const auto& receipts = in.settings.platforms[i].receipts;
                 if (in.sound(pointer) && receipts && !receipts->plain) tell(pointer);
             }
         }},
    rule{"supplement-needs-bundle", "needs conformity.bundle",
         "it completes the official bundle, nothing else",
         [](const rule_input& in, const report& tell) {
             const conformity_settings& c = in.settings.conformity;
             if (in.sound("/conformity/supplement") && in.sound("/conformity/bundle") &&
                 !c.supplement.empty() && c.bundle.empty())
                 tell("/conformity/supplement");
         }},
    rule{"path-not-contents", "must be the path of a file, not its contents",
         "secrets are given by file, so that the configuration can be shown and kept in version control",
         [](const rule_input& in, const report& tell) {
             for (const file_key& each : file_keys) {
                 const rapidjson::Value* value = at(in, each.pointer);
                 if (value && value->IsString() &&
                     looks_like_contents({value->GetString(), value->GetStringLength()}))
                     tell(std::string{each.pointer});
             }
         }},
};

}  // namespace

bool rule_input::sound(std::string_view pointer) const {
    const auto inside = [](std::string_view outer, std::string_view inner) {
        return inner.starts_with(outer) && (inner.size() == outer.size() || inner[outer.size()] == '/');
    };
    return std::none_of(broken.begin(), broken.end(), [&](std::string_view each) {
        return inside(each, pointer) || inside(pointer, each);
    });
}

std::vector<std::string_view> rule_ids() {
    std::vector<std::string_view> ids;
    for (const rule& each : rules)
        ids.push_back(each.id);
    return ids;
}

std::vector<setting_error> check_rules(const rule_input& in) {
    std::vector<setting_error> out;
    for (const range& row : ranges)
        check_range(in, row, out);
    for (const rule& each : rules)
        each.check(in, [&](std::string pointer) {
            out.push_back({std::move(pointer), std::string{each.text} + " (" + std::string{each.why} + ")"});
        });
    return out;
}

}  // namespace pps::gateway::app
