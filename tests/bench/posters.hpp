#pragma once

#include "tests/bench/message_template.hpp"
#include "tests/bench/poster.hpp"

#include <functional>
#include <memory>

namespace pps::bench {

using poster_maker =
    std::function<std::unique_ptr<poster>(boost::asio::io_context& loop, boost::asio::ssl::context& tls,
                                          poster::endpoints where, const load_options& options)>;

/// Connections that post copies of the document over HTTPS. It must outlive them.
poster_maker https_posters(const document_template& document);

/// Connections that send copies of the message over MLLP. It must outlive them.
poster_maker mllp_posters(const message_template& message);

/// Sends numbered copies until the duration or the count is reached. One thread; blocks.
load_report run_load(const load_options& options, const poster_maker& make);

}  // namespace pps::bench
