#include "gateway/app/rules_folder.hpp"

#include <filesystem>

namespace pps::gateway::app {

std::string default_rules_folder() {
    namespace fs = std::filesystem;
    std::error_code failed;
    const fs::path program = fs::read_symlink("/proc/self/exe", failed);
    return (program.parent_path().parent_path() / "share" / "pps-gateway" / "rules").string();
}

}  // namespace pps::gateway::app
