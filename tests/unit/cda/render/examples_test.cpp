#include "cda/document.hpp"
#include "cda/read/reading.hpp"
#include "cda/render/html.hpp"
#include "page_check.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <iterator>

namespace pps::render {
namespace {

namespace fs = std::filesystem;
using test::checked_page;
using test::texts;
using testing::Contains;
using testing::HasSubstr;

plan read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    const auto read = cda::read_document(bytes);
    if (!read.document) throw std::runtime_error("refused: " + file.string());
    return cda::read_pps(*read.document).plan;
}

void show(checked_page& page, const plan& document) {
    test::check(page, render_html(document));
    EXPECT_THAT(page.faults, testing::IsEmpty());
}

TEST(the_page_of_a_sample, keeps_every_rule) {
    for (const auto* name :
         {"pps-full", "pps-minimal", "pps-pdf", "pps-self-presenting", "pps-update", "rcp"}) {
        SCOPED_TRACE(name);
        checked_page page;
        show(page, read(fs::path(PPS_SOURCE_DIR) / "tests/samples" / (std::string(name) + ".xml")));
    }
}

TEST(the_page_of_the_full_sample, says_what_its_narrative_says) {
    checked_page page;
    show(page, read(PPS_SOURCE_DIR "/tests/samples/pps-full.xml"));
    EXPECT_THAT(texts(page, "//p[@class='patient']"), testing::ElementsAre("MARCEL FICTIF-DELATUILE"));
    EXPECT_THAT(texts(page, "//section[@id='personne']/p"),
                Contains(HasSubstr("Ancien maçon, à la retraite.")));
    EXPECT_THAT(texts(page, "//section[@id='maladie']//dd"),
                Contains(HasSubstr("lobe supérieur, bronches ou poumon, "
                                   "côté droit")));
    EXPECT_THAT(texts(page, "//section[@id='equipe']//a"), Contains("02 61 91 00 41"));
}

// PPS_SHARED names the folder of the official examples.
TEST(the_page_of_an_official_example, keeps_every_rule) {
    const char* shared = std::getenv("PPS_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the folder of the official examples";
    std::size_t seen = 0;
    for (const auto& one : fs::directory_iterator(fs::path(shared) / "data" / "cda-examples")) {
        if (one.path().extension() != ".xml") continue;
        SCOPED_TRACE(one.path().filename());
        checked_page page;
        show(page, read(one.path()));
        ++seen;
    }
    EXPECT_GE(seen, 4U);
}

TEST(the_page_of_the_official_pps, shows_its_entries_and_what_to_watch_for) {
    const char* shared = std::getenv("PPS_SHARED");
    if (shared == nullptr) GTEST_SKIP() << "PPS_SHARED does not name the folder of the official examples";
    checked_page page;
    const auto made =
        read(fs::path(shared) / "data/cda-examples/CANCER-PPS_2022.01_feuille-de-style-externe.xml");
    show(page, made);
    EXPECT_EQ(texts(page, "//article[starts-with(@id, 'soin-')]").size(), made.programme.size());
    EXPECT_THAT(texts(page, "//div[@class='watch']//li"), Contains(HasSubstr("une chute des cheveux")));
    EXPECT_THAT(texts(page, "//section[@id='document']/dl/div"),
                Contains("Motif de la mise à jour Réajustement du programme thérapeutique et de suivi"));
}

}  // namespace
}  // namespace pps::render
