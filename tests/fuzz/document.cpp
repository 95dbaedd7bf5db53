#include "cda/document.hpp"

#include "cda/conformity/pdf.hpp"
#include "cda/identify.hpp"
#include "cda/validation/tree.hpp"
#include "cda/xds/from_cda.hpp"
#include "tests/fuzz/target.hpp"

#include <string>

// A received document, until its metadata and the tree that rules judge; a PDF alone is scanned as one.
namespace pps::fuzz {

void digest(std::string_view bytes) {
    if (bytes.starts_with("%PDF-")) cda::conformity::judge_pdf(bytes, "/ClinicalDocument");

    const auto read = cda::read_document(bytes);
    require((read.document == nullptr) == cda::refuses(read.findings), "no document exactly when refused");
    if (read.document) {
        const auto what = cda::identify(*read.document, cda::environment::test);
        cda::conformity::judge_embedded_pdf(*read.document);
        const auto mapped = cda::xds::map_header(*read.document, what, {});
        cda::xds::document_entry back;
        require(cda::xds::from_json(cda::xds::to_json(mapped.entry), back), "metadata survive JSON");
    }
    for (const auto root :
         {cda::validation::judged_root::whole, cda::validation::judged_root::clinical_document}) {
        const auto seen = cda::validation::parse_document(bytes, root);
        require((seen.document == nullptr) == cda::refuses(seen.findings), "no tree exactly when refused");
        require(read.document == nullptr || seen.document != nullptr, "what is read is judged");
        if (!seen.document) continue;
        const auto& tree = *seen.document;
        for (cda::validation::node_id n = 0; n < tree.size(); ++n) {
            const auto& node = tree.at(n);
            require(node.end > n && node.end <= tree.size(), "a subtree ends after its node");
            require(n == 0 || node.parent < n, "parents come first");
            require(n == 0 || node.end <= tree.at(node.parent).end, "a subtree is inside its parent's");
        }
        std::string store;
        tree.string_value(0, store);
    }
}

}  // namespace pps::fuzz
