#pragma once

#include "gateway/app/settings.hpp"

#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pps::gateway::app {

/// The smallest configuration that is accepted; tests change it.
inline constexpr std::string_view smallest = R"({
    "environment": "test",
    "receive": {"tls": {"certificate": "r.pem", "key": "r.key", "trusted": "ca.pem"}},
    "platforms": [{
        "id": "first", "name": "First", "region": "53", "structures": ["10B0000001"],
        "certificate_subjects": ["CN=first.example.fr,O=FIRST,C=FR"]
    }],
    "store": {"folder": "store", "key_file": "store.key"},
    "national": {
        "endpoints": {
            "repository": "https://dmp.example.fr/repository",
            "registry": "https://dmp.example.fr/registry",
            "patients": "https://dmp.example.fr/patients"
        },
        "tls": {"certificate": "n.pem", "key": "n.key", "trusted": "nca.pem"},
        "sign": {"certificate": "s.pem", "key": "s.key", "issuers": "si.pem"},
        "source_id": "1.2.250.1.999.1.1",
        "identity": {
            "structure_id": "10B0000001", "structure_name": "S", "activity_sector": "SA05",
            "responsible_id": "899900000000", "system_id": "10B0000001/gw", "system_name": "G",
            "system_model": "M", "lps": {"name": "G", "version": "1", "homologation": "H"}
        }
    }
})";

/// A change to the smallest configuration: `json` at `pointer`, or its removal when `json` is empty.
struct change {
    std::string_view pointer;
    std::string_view json;
};

inline constexpr change production[] = {{"/environment", R"("production")"},
                                        {"/receive/tls/crl", R"("a.crl")"},
                                        {"/national/tls/crl", R"("b.crl")"},
                                        {"/national/identity/lps/homologation", R"("XYZ-1")"}};

inline std::string changed(std::initializer_list<change> changes, bool in_production = false) {
    rapidjson::Document doc;
    doc.Parse(smallest.data(), smallest.size());
    const auto apply = [&](const change& each) {
        const rapidjson::Pointer where{each.pointer.data(), each.pointer.size()};
        if (each.json.empty()) {
            if (!where.Erase(doc)) throw std::logic_error{"nothing to remove"};
            return;
        }
        rapidjson::Document value{&doc.GetAllocator()};
        value.Parse(each.json.data(), each.json.size());
        if (value.HasParseError()) throw std::logic_error{"bad change"};
        where.Set(doc, value);
    };
    if (in_production)
        for (const change& each : production)
            apply(each);
    for (const change& each : changes)
        apply(each);
    rapidjson::StringBuffer out;
    rapidjson::Writer<rapidjson::StringBuffer> writer{out};
    doc.Accept(writer);
    return {out.GetString(), out.GetSize()};
}

/// "pointer: text" of every error, one per line.
inline std::string listed(const settings_outcome& outcome) {
    std::string out;
    for (const setting_error& each : outcome.errors)
        out += each.pointer + ": " + each.text + "\n";
    return out;
}

}  // namespace pps::gateway::app
