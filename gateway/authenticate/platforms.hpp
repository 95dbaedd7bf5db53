#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pps::gateway::authenticate {

/// A regional platform and what it may send.
struct platform {
    std::string id;
    std::string region;
    std::vector<std::string> structures;  ///< Struct_IdNat of the author structures it may send for.
    std::vector<std::string> kinds;       ///< "pps", "rcp"
    std::string acts_as;                  ///< Struct_IdNat declared to the DMP; "" = the gateway's own.

    bool may_send_for(std::string_view structure) const;
    bool may_send_kind(std::string_view kind) const;
};

/// From a client certificate's subject to its platform. Immutable, thread-safe.
class registry {
  public:
    struct entry {
        authenticate::platform platform;
        std::vector<std::string> certificate_subjects;  ///< RFC 2253.
    };
    explicit registry(std::vector<entry> entries);

    /// Null: nobody is configured with that subject. The TLS layer has verified chain, dates, usage and
    /// revocation.
    const platform* find(std::string_view certificate_subject) const;
    const std::vector<platform>& all() const noexcept { return platforms_; }

  private:
    std::vector<platform> platforms_;
    std::map<std::string, std::size_t, std::less<>> by_subject_;
};

}  // namespace pps::gateway::authenticate
