#include "cda/validation/vocabulary.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <mutex>
#include <system_error>

namespace pps::cda::validation {
namespace {

namespace fs = std::filesystem;

int hex(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string unescape(std::string_view uri) {
    std::string out;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        if (uri[i] == '%' && i + 2 < uri.size() && hex(uri[i + 1]) >= 0 && hex(uri[i + 2]) >= 0) {
            out += static_cast<char>(hex(uri[i + 1]) * 16 + hex(uri[i + 2]));
            i += 2;
        } else {
            out += uri[i];
        }
    }
    return out;
}

}  // namespace

name_table map_names(const tree& document, const symbols& known) {
    name_table table;
    table.of.reserve(document.names().size());
    table.by_local.reserve(document.names().size());
    // Elements of a document are nearly all of one namespace, attributes of none.
    const std::uint32_t no_namespace = known.find({});
    std::string_view last_uri;
    std::uint32_t last_symbol = no_namespace;
    for (const auto& n : document.names()) {
        if (!n.uri.empty() && n.uri != last_uri) {
            last_uri = n.uri;
            last_symbol = known.find(n.uri);
        }
        const auto index = static_cast<std::uint32_t>(table.of.size());
        const std::uint32_t local = known.find(n.local);
        table.of.push_back({n.uri.empty() ? no_namespace : last_symbol, local});
        if (local != symbols::none) table.by_local.emplace_back(local, index);
    }
    std::sort(table.by_local.begin(), table.by_local.end());
    return table;
}

std::span<const name_table::entry> name_table::with_local(std::uint32_t local) const noexcept {
    struct by_symbol {
        bool operator()(const entry& a, std::uint32_t b) const noexcept { return a.first < b; }
        bool operator()(std::uint32_t a, const entry& b) const noexcept { return a < b.first; }
    };
    // Not the algorithm of std::ranges: clang 14, which builds the fuzz targets, cannot read its subrange.
    const auto [first, last] = std::equal_range(by_local.begin(), by_local.end(), local, by_symbol{});
    return {first, last};
}

vocabulary_file::vocabulary_file(std::unique_ptr<tree> document, const symbols& known)
    : document_(std::move(document)), names_(map_names(*document_, known)) {}

std::unique_ptr<vocabulary_file::index> vocabulary_file::build(std::uint32_t uri, std::uint32_t local,
                                                               std::uint32_t key_uri,
                                                               std::uint32_t key_local) const {
    auto made = std::make_unique<index>();
    const auto& t = *document_;
    for (const auto& [symbol, name] : names_.with_local(local)) {
        if (uri != symbols::none && names_.of[name].uri != uri) continue;
        for (const auto element : t.elements_named(name)) {
            const auto add = [&](std::string_view value) {
                auto& list = (*made)[value];
                if (list.empty() || list.back() != element) list.push_back(element);
            };
            if (key_local != symbols::none) {
                for (node_id a = element + 1; a <= element + t.at(element).attributes; ++a) {
                    const auto& s = names_.of[t.at(a).name];
                    if (s.local == key_local && s.uri == key_uri) add(t.at(a).value);
                }
            } else {
                for (auto c = t.first_child(element); c != no_node; c = t.next_sibling(c)) {
                    if (t.at(c).kind == node_kind::text) add(t.at(c).value);
                }
            }
        }
    }
    return made;
}

const std::vector<node_id>* vocabulary_file::lookup(std::uint32_t uri, std::uint32_t local,
                                                    std::uint32_t key_uri, std::uint32_t key_local,
                                                    std::string_view value) const {
    const key which{(std::uint64_t{uri} << 32U) | local, (std::uint64_t{key_uri} << 32U) | key_local};
    const index* known = nullptr;
    {
        const std::shared_lock lock{mutex_};
        if (const auto at = indexes_.find(which); at != indexes_.end()) known = at->second.get();
    }
    if (known == nullptr) {
        const std::unique_lock lock{mutex_};
        auto& slot = indexes_[which];
        if (!slot) slot = build(uri, local, key_uri, key_local);
        known = slot.get();
    }
    const auto at = known->find(value);
    return at == known->end() ? nullptr : &at->second;
}

vocabulary::vocabulary(const std::vector<fs::path>& folders, const symbols& known, std::size_t max_file)
    : known_(known), max_file_(max_file) {
    for (const auto& f : folders) {
        std::error_code error;
        auto resolved = fs::canonical(f, error);
        if (!error) folders_.push_back(std::move(resolved));
    }
}

bool vocabulary::inside(const fs::path& path) const {
    return std::any_of(folders_.begin(), folders_.end(), [&](const fs::path& folder) {
        const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
        return end == folder.end();
    });
}

fs::path vocabulary::locate(const fs::path& base, std::string_view uri, trouble& why) const {
    why = trouble::missing;
    if (const auto fragment = uri.find('#'); fragment != std::string_view::npos)
        uri = uri.substr(0, fragment);
    const auto text = unescape(uri);
    if (text.find(':') != std::string::npos || text.starts_with('/') ||
        text.find('\0') != std::string::npos) {
        why = trouble::outside;
        return {};
    }
    std::vector<fs::path> places{base / text};
    std::error_code error;
    const auto resolved_base = fs::weakly_canonical(base, error);
    for (std::size_t i = 1; i < folders_.size(); ++i) {
        const auto relative = (resolved_base / text).lexically_normal().lexically_relative(folders_.front());
        if (!relative.empty() && *relative.begin() != "..") places.push_back(folders_[i] / relative);
        places.push_back(folders_[i] / fs::path{text}.filename());
    }
    for (const auto& place : places) {
        error.clear();
        const auto real = fs::weakly_canonical(place, error);
        if (error) continue;
        if (!inside(real)) {
            why = trouble::outside;
            continue;
        }
        if (fs::is_regular_file(real, error)) return real;
    }
    return {};
}

vocabulary::opened vocabulary::open(const fs::path& base, std::string_view uri) const {
    std::string request = base.string();
    request.append(1, '\n').append(uri);
    {
        const std::shared_lock lock{mutex_};
        if (const auto at = by_request_.find(request); at != by_request_.end()) return at->second;
    }
    const std::unique_lock lock{mutex_};
    // What documents ask for in vain is not remembered without end.
    constexpr std::size_t max_requests = 100'000;
    constexpr std::size_t max_request = 1'000;
    opened result;
    const auto path = locate(base, uri, result.why);
    if (!path.empty()) {
        auto& file = by_path_[path.string()];
        if (!file) {
            std::error_code error;
            const auto size = fs::file_size(path, error);
            std::unique_ptr<tree> parsed;
            if (!error && size <= max_file_) {
                std::ifstream in{path, std::ios::binary};
                const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
                std::string ignored;
                parsed = tree::parse(bytes, ignored);
            }
            if (parsed) file = std::make_unique<vocabulary_file>(std::move(parsed), known_);
        }
        result.file = file.get();
        result.why = file ? trouble::none : trouble::unreadable;
    }
    if (by_request_.size() < max_requests && request.size() <= max_request)
        by_request_.emplace(std::move(request), result);
    return result;
}

const text_set* vocabulary::constant(std::uint32_t expression,
                                     const std::function<std::unique_ptr<text_set>(bool&)>& make) const {
    {
        const std::shared_lock lock{mutex_};
        if (const auto at = constants_.find(expression); at != constants_.end()) return at->second.get();
    }
    bool made = false;
    auto set = make(made);
    if (!made) return nullptr;
    const std::unique_lock lock{mutex_};
    return constants_.try_emplace(expression, std::move(set)).first->second.get();
}

std::size_t vocabulary::memory() const {
    const std::shared_lock lock{mutex_};
    std::size_t total = 0;
    for (const auto& [path, file] : by_path_) {
        if (file) total += file->memory();
    }
    return total;
}

std::size_t vocabulary::files() const {
    const std::shared_lock lock{mutex_};
    return static_cast<std::size_t>(
        std::count_if(by_path_.begin(), by_path_.end(), [](const auto& f) { return f.second != nullptr; }));
}

}  // namespace pps::cda::validation
