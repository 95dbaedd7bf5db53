#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace pps::gateway::observe {

/// Writes the Prometheus text format 0.0.4: families with help and type, samples with escaped labels.
class exposition {
  public:
    using labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    /// `name` carries the unit and "_total" by Prometheus' naming rules; `type`: "counter", "gauge",
    /// "histogram".
    void family(std::string_view name, std::string_view type, std::string_view help);
    /// A sample of the family last begun; `suffix` only for histograms ("_bucket", "_sum", "_count").
    void sample(labels with, double value, std::string_view suffix = {});

    std::string take() { return std::move(text_); }

  private:
    std::string name_;
    std::string text_;
};

}  // namespace pps::gateway::observe
