#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/version.hpp>

static_assert(BOOST_VERSION == 108100, "the coroutine and TLS code is written for Boost 1.81");
