#pragma once

#include "gateway/runtime/exchange.hpp"
#include "gateway/runtime/tls.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/result.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace pps::gateway::runtime {

struct mllp_exchange {
    exchange_stage stage = exchange_stage::not_connected;
    std::string answer;   ///< The message in the answer's block. When not answered, "".
    std::string problem;  ///< Error text of the transport, "" when answered.
};

struct mllp_client_options : client_options {
    bool allow_plain = false;  ///< Without TLS to another host than this one.
    std::size_t max_answer_bytes = 1u << 20;
    std::chrono::milliseconds write_timeout{30'000};
    std::chrono::milliseconds answer_timeout{60'000};  ///< From the whole message to the whole answer.
};

/// MLLP client of one peer, whose name is verified; connections stay open for the messages that follow. Never
/// sends a message twice by itself. Used on the loop's thread only.
class mllp_client {
  public:
    virtual ~mllp_client() = default;
    /// Sends one bare message and waits for one answer. Messages sent at the same time use a connection each:
    /// to keep their order, wait for the answer of one before the next.
    virtual boost::asio::awaitable<mllp_exchange> send(std::string message) = 0;
    /// Later connections use this context; idle ones are closed.
    virtual void replace_tls(tls_context fresh) = 0;
    /// Closes idle connections and cuts the busy ones.
    virtual void cut() = 0;
};

/// `tls` null: plain. Error: operation_not_permitted when plain where it must not be.
boost::system::result<std::shared_ptr<mllp_client>> make_mllp_client(boost::asio::io_context& loop,
                                                                     const mllp_client_options& options,
                                                                     tls_context tls);

}  // namespace pps::gateway::runtime
