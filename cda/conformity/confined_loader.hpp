#pragma once

#include <libxml/parser.h>

#include <filesystem>
#include <string>
#include <vector>

namespace pps::cda::conformity {

/// While it lives, what libxml2 wants to load on this thread comes from one folder or not at all. libxml2 has
/// one loader for the whole process: other threads keep the one that was there. One at a time.
class confined_loader {
  public:
    /// `folder` must be canonical. A file of more than `largest` bytes is refused.
    explicit confined_loader(std::filesystem::path folder, std::uintmax_t largest = 16u << 20);
    ~confined_loader();
    confined_loader(const confined_loader&) = delete;
    confined_loader& operator=(const confined_loader&) = delete;

    /// Relative to the folder.
    const std::vector<std::string>& loaded() const noexcept { return loaded_; }
    /// As asked for.
    const std::vector<std::string>& refused() const noexcept { return refused_; }

  private:
    static xmlParserInputPtr load(const char* url, const char* id, xmlParserCtxtPtr context);
    xmlParserInputPtr open(const char* url, xmlParserCtxtPtr context);
    std::filesystem::path folder_;
    std::uintmax_t largest_;
    std::vector<std::string> loaded_;
    std::vector<std::string> refused_;
};

}  // namespace pps::cda::conformity
