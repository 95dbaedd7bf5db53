#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <string_view>

namespace pps::gateway {

/// Every expected failure of the gateway's own code. Add a value here and its row in error.cpp.
enum class errc {
    storage_unavailable = 1,
    storage_busy,
    storage_damaged,
    storage_newer_schema,
    storage_locked,
    sealed_data_damaged,
    bad_key_file,
    bad_certificate,
    bad_crl,
    bad_settings,
    timed_out,
    not_connected,
    answer_unreadable,
    stopping,
};

/// What the outside sees of an error: one row per value (error.cpp).
struct error_row {
    errc code;
    std::string_view name;  ///< Stable, for logs and metrics.
    int http_status;        ///< 0 when it never reaches an HTTP client.
    std::string_view en;
    std::string_view fr;
};

const error_row& row_of(errc code) noexcept;
const boost::system::error_category& gateway_category() noexcept;
boost::system::error_code make_error_code(errc code) noexcept;

}  // namespace pps::gateway

namespace boost::system {
template <>
struct is_error_code_enum<pps::gateway::errc> : std::true_type {};
}  // namespace boost::system
