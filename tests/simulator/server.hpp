#pragma once

#include "tests/simulator/admin.hpp"
#include "tests/simulator/dmp.hpp"
#include "tests/simulator/faults.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace pps::simulator {

struct server_settings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;        ///< 0: any free one.
    std::uint16_t admin_port = 0;  ///< On the loopback address; 0: any free one.
    std::string certificate_file, key_file;
    unsigned threads = 2;  ///< Verification threads.
};

/// The sockets: one loop thread, the caller's, and a pool for verification.
class server {
  public:
    /// Listens at once; throws std::exception when it cannot.
    server(const server_settings& settings, const trust& issuers, const admin_target& target);
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    std::uint16_t port() const noexcept;
    std::uint16_t admin_port() const noexcept;

    /// From now on SIGINT and SIGTERM stop run().
    void stop_on_signals();

    /// Serves until stop().
    void run();

    /// Thread-safe. run() returns soon after, without waiting for answers in progress.
    void stop();

  private:
    struct implementation;
    std::unique_ptr<implementation> self_;
};

}  // namespace pps::simulator
