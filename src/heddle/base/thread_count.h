// How many threads a setting asks for.
#pragma once

namespace heddle {

// `wanted`, or all of the machine for 0; throws InvalidArgument below 0 and above 4096.
int thread_count(int wanted);

}  // namespace heddle
