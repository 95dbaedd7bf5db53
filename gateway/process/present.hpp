#pragma once

#include "gateway/core/media.hpp"
#include "gateway/store/sealer.hpp"
#include "gateway/store/store.hpp"

#include <string>
#include <string_view>

namespace pps::gateway::process {

/// A part of a kept document as it is answered, or the reason (acknowledge/problem.cpp) why there is none.
struct presented {
    std::string refused_reason;
    std::string content_type;
    std::string body;
};

/// Opens what is kept and makes the part from it. Thread-safe; on a worker.
presented present(const store::document_content& kept, std::string_view document_id, content_part part,
                  const store::sealer& sealer);

std::string_view to_string(content_part part) noexcept;  ///< "source", "sent", "view", "coverage".

}  // namespace pps::gateway::process
