#include "gateway/app/convert.hpp"

#include "gateway/process/forms.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

namespace pps::gateway::app {
namespace {

enum outcome : int { converted = 0, refused = 1, unreadable = 2 };

// Far more than any document that the gateway accepts.
constexpr std::size_t largest_input = 256u << 20;

bool read_all(std::istream& from, std::string& into) {
    into.assign(std::istreambuf_iterator<char>{from}, {});
    return !from.bad() && into.size() <= largest_input;
}

bool read_input(const std::string& file, std::string& into) {
    if (file == "-") return read_all(std::cin, into);
    std::ifstream in{file, std::ios::binary};
    return in && read_all(in, into);
}

bool write_output(const std::string& file, const std::string& bytes) {
    if (file == "-") {
        std::fwrite(bytes.data(), 1, bytes.size(), stdout);
        return std::fflush(stdout) == 0;
    }
    std::ofstream out{file, std::ios::binary};
    out << bytes;
    return static_cast<bool>(out.flush());
}

void tell(const cda::findings& found) {
    for (const auto& one : found)
        std::fprintf(stderr, "%s %s %s\n    %s\n    %s\n", std::string{cda::to_string(one.severity)}.c_str(),
                     one.rule.c_str(), one.path.c_str(), one.fr.c_str(), one.en.c_str());
}

}  // namespace

int convert(const convert_options& how) {
    std::string bytes;
    if (!read_input(how.file, bytes)) {
        std::fprintf(stderr, "%s: cannot be read\n", how.file.c_str());
        return unreadable;
    }
    std::optional<media> form;
    if (how.from == "auto")
        form = process::form_of(bytes);
    else if (const media_row* row = media_named(how.from))
        form = row->form;
    const std::optional<process::target> to = process::target_named(how.to);
    if (!form || !to) {
        std::fprintf(stderr, "%s: neither CDA, FHIR, JSON nor HL7 v2\n", how.file.c_str());
        return unreadable;
    }
    const process::plan_reading read = process::read_plan(bytes, *form);
    tell(read.findings);
    if (how.coverage) std::fprintf(stderr, "%s\n", read.coverage.c_str());
    if (!read.plan || cda::refuses(read.findings)) return refused;
    const process::written made = process::write_plan(read, *to);
    tell(made.findings);
    if (!write_output(how.output, made.bytes)) {
        std::fprintf(stderr, "%s: cannot be written: %s\n", how.output.c_str(), std::strerror(errno));
        return unreadable;
    }
    return cda::refuses(made.findings) ? refused : converted;
}

}  // namespace pps::gateway::app
