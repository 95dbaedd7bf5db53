#pragma once

#include "gateway/app/push.hpp"
#include "gateway/app/push_report.hpp"
#include "gateway/runtime/tls.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>

namespace pps::gateway::app {

/// Sends one file and says what became of it.
class pusher {
  public:
    virtual ~pusher() = default;
    /// `bytes` are those of the file.
    virtual boost::asio::awaitable<void> send(pushed& one, std::string bytes) = 0;
};

/// Null when how.url is no https URL.
std::unique_ptr<pusher> make_https_pusher(boost::asio::io_context& loop, const push_options& how,
                                          runtime::tls_context tls);
/// Null when how.mllp is not host:port.
std::unique_ptr<pusher> make_mllp_pusher(boost::asio::io_context& loop, const push_options& how,
                                         runtime::tls_context tls);

}  // namespace pps::gateway::app
