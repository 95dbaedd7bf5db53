#include "cda/render/html.hpp"
#include "cda/render/style.hpp"
#include "page_check.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace pps::render {
namespace {

// With PPS_UPDATE_GOLDEN set the file is written anew instead, to be looked at before it is committed.
TEST(the_golden_page, of_a_small_plan_is_unchanged) {
    auto html = render_html(test::small_plan());
    const auto style_at = html.find(style.text());
    ASSERT_NE(style_at, std::string::npos);
    html.erase(style_at, style.text().size());

    const std::string file = PPS_SOURCE_DIR "/tests/unit/cda/render/golden/small.html";
    if (std::getenv("PPS_UPDATE_GOLDEN") != nullptr) std::ofstream(file, std::ios::binary) << html;
    std::ifstream in(file, std::ios::binary);
    const std::string golden(std::istreambuf_iterator<char>(in), {});
    EXPECT_EQ(html, golden);
}

}  // namespace
}  // namespace pps::render
