#include "gateway/core/error.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace pps::gateway {
namespace {

TEST(error, every_value_has_its_own_row) {
    std::set<std::string_view> names;
    for (int value = static_cast<int>(errc::storage_unavailable); value <= static_cast<int>(errc::stopping);
         ++value) {
        const auto code = static_cast<errc>(value);
        EXPECT_EQ(row_of(code).code, code) << value;
        names.insert(row_of(code).name);
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(errc::stopping));
}

TEST(error, converts_to_an_error_code_with_its_text) {
    const boost::system::error_code code = errc::storage_busy;
    EXPECT_EQ(code.message(), row_of(errc::storage_busy).en);
}

}  // namespace
}  // namespace pps::gateway
