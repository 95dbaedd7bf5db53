#include "cda/validation/schematron/compiled.hpp"
#include "cda/validation/xpath/functions.hpp"

#include <system_error>

namespace pps::cda::validation {
namespace {

namespace fs = std::filesystem;
using xpath::expression;
using xpath::op;

bool reads_file(const expression& e) {
    const auto name = e.function == nullptr ? std::string_view{} : e.function->name;
    return name == "doc" || name == "document" || name == "doc-available";
}

// Finds the literal URIs of document(), and the folders of document(concat('folder/', …)).
class uri_finder {
  public:
    explicit uri_finder(const compiled_schema& s) : s_(s) {}

    void scan(const expression& e, const std::vector<definition>& lets) {
        if (e.op == op::call && reads_file(e)) {
            const auto& uri = e.operand(0);
            if (uri.op == op::call && !uri.operands.empty()) {
                if (const auto* start = literal(uri.operand(0), lets);
                    start != nullptr && start->ends_with('/')) {
                    open_folder(*start);
                }
            } else if (const auto* text = literal(uri, lets); text != nullptr) {
                open(*text);
            }
        }
        for (const auto& o : e.operands)
            scan(*o, lets);
    }

  private:
    const std::string* literal(const expression& e, const std::vector<definition>& lets) const {
        if (e.op == op::literal && e.value.type == xpath::type::string) return &e.text;
        if (e.op != op::variable) return nullptr;
        for (const auto* list : {&lets, &s_.globals}) {
            for (const auto& d : *list) {
                if (d.slot == e.slot && d.value->op == op::literal) return &d.value->text;
            }
        }
        return nullptr;
    }

    void open(const std::string& uri) const { s_.shared->files->open(s_.folder, uri); }

    void open_folder(const std::string& uri) const {
        std::error_code error;
        const auto folder = fs::weakly_canonical(fs::path{s_.folder} / uri, error);
        for (fs::directory_iterator at{folder, error}, end; !error && at != end; at.increment(error)) {
            const auto extension = at->path().extension();
            if (extension == ".xml" || extension == ".rdf") open(uri + at->path().filename().string());
        }
    }

    const compiled_schema& s_;
};

}  // namespace

void preload(const schema& of) {
    const auto& s = of.compiled();
    uri_finder finder{s};
    for (const auto& p : s.patterns) {
        for (const auto& r : p.rules) {
            for (const auto& l : r.lets)
                finder.scan(*l.value, r.lets);
            for (const auto& a : r.assertions) {
                if (a.test) finder.scan(*a.test, r.lets);
            }
        }
    }
}

}  // namespace pps::cda::validation
