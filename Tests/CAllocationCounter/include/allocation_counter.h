// Counts the allocations of the calling thread, so that a test can say "this allocates nothing".
#pragma once

// How often this thread has asked the allocator for memory so far. Stays 0 when the interposition does not work (static
// linking, sanitizers), so a test must first see it count.
unsigned long allocation_count_of_this_thread(void);
