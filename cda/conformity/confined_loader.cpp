#include "cda/conformity/confined_loader.hpp"

#include <libxml/parserInternals.h>
#include <libxml/uri.h>
#include <libxml/xmlIO.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <fstream>
#include <mutex>
#include <optional>

namespace pps::cda::conformity {
namespace {

namespace fs = std::filesystem;

std::mutex one_at_a_time;
std::atomic<xmlExternalEntityLoader> everyone_else{nullptr};
thread_local confined_loader* current = nullptr;

bool inside(const fs::path& folder, const fs::path& file) {
    const auto [end, at] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
    return end == folder.end() && at != file.end();
}

/// A path of this machine, without its percent escapes; nothing for an address with a scheme.
std::optional<fs::path> local_path(const char* url) {
    const std::string_view text = url;
    if (text.empty() || text.find("://") != std::string_view::npos) return std::nullopt;
    char* const plain = xmlURIUnescapeString(url, 0, nullptr);
    if (plain == nullptr) return std::nullopt;
    fs::path path{plain};
    xmlFree(plain);
    return path;
}

}  // namespace

confined_loader::confined_loader(fs::path folder, std::uintmax_t largest)
    : folder_(std::move(folder)), largest_(largest) {
    one_at_a_time.lock();
    everyone_else = xmlGetExternalEntityLoader();
    current = this;
    xmlSetExternalEntityLoader(&confined_loader::load);
}

confined_loader::~confined_loader() {
    xmlSetExternalEntityLoader(everyone_else);
    current = nullptr;
    one_at_a_time.unlock();
}

xmlParserInputPtr confined_loader::load(const char* url, const char* id, xmlParserCtxtPtr context) {
    if (current == nullptr) {
        const auto before = everyone_else.load();
        return before == nullptr ? nullptr : before(url, id, context);
    }
    // An exception must not cross libxml2's C frames.
    try {
        if (url != nullptr) return current->open(url, context);
    } catch (const std::exception&) {
        return nullptr;
    }
    return nullptr;
}

xmlParserInputPtr confined_loader::open(const char* url, xmlParserCtxtPtr context) {
    const auto path = local_path(url);
    std::error_code failed;
    // Canonical: without "..", and with every symbolic link replaced by what it leads to.
    const auto file = path ? fs::canonical(*path, failed) : fs::path{};
    if (!path || failed || !inside(folder_, file) || !fs::is_regular_file(file, failed) ||
        fs::file_size(file, failed) > largest_ || failed) {
        refused_.emplace_back(url);
        return nullptr;
    }
    std::string bytes(static_cast<std::size_t>(fs::file_size(file)), '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    auto* const buffer =
        xmlParserInputBufferCreateMem(bytes.data(), static_cast<int>(bytes.size()), XML_CHAR_ENCODING_NONE);
    if (buffer == nullptr) return nullptr;
    auto* const input = xmlNewIOInputStream(context, buffer, XML_CHAR_ENCODING_NONE);
    if (input == nullptr) {
        xmlFreeParserInputBuffer(buffer);
        return nullptr;
    }
    // What the file includes is relative to it.
    input->filename =
        reinterpret_cast<const char*>(xmlStrdup(reinterpret_cast<const xmlChar*>(file.c_str())));
    loaded_.push_back(file.lexically_relative(folder_).generic_string());
    return input;
}

}  // namespace pps::cda::conformity
