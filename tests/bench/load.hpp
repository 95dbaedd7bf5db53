#pragma once

#include "tests/bench/latencies.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace pps::bench {

struct load_options {
    std::string host;  ///< Name that the server certificate must bear.
    std::string port;
    std::string target;       ///< Path of the POST; of HTTPS only.
    std::string certificate;  ///< PEM chain of the platform, leaf first.
    std::string key;
    std::string trusted;                                    ///< PEM authorities of the server certificate.
    unsigned connections = 1;                               ///< Each has one request outstanding at most.
    std::chrono::duration<double> warmup{0};                ///< What starts in it is sent but not measured.
    std::optional<std::chrono::duration<double>> duration;  ///< Measured time; either this …
    std::optional<std::uint32_t> count;                     ///< … or so many measured requests.
    std::optional<double> rate;                 ///< Requests per second (open loop); as fast as possible.
    std::chrono::duration<double> timeout{60};  ///< Connecting, and each request to its whole answer.
    std::uint32_t seed = 0;
    std::uint32_t patients = 0;
};

/// What was measured. Only answers to requests that started after the warm-up count.
struct load_report {
    std::string problem;         ///< Why nothing was sent; "" otherwise.
    std::uint64_t accepted = 0;  ///< Answers 2xx or AA.
    std::uint64_t accepted_in_warmup = 0;
    std::uint64_t bytes = 0;  ///< Of the accepted documents.
    double seconds = 0;       ///< From the end of the warm-up to the last answer.
    latencies answered;       ///< First byte written to whole answer read; accepted ones.
    latencies since_due;      ///< From when the rate wanted it sent; empty without a rate.
    std::map<std::string, std::uint64_t> statuses;  ///< By HTTP status or MSA-1.
    std::map<std::string, std::uint64_t> errors;    ///< Transport errors by name, the warm-up's too.
    std::string first_refusal;                      ///< Beginning of the first answer that is not accepted.
};

}  // namespace pps::bench
