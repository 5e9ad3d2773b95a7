import CMalloc

/// Gives the pages of what was freed back to the system.
///
/// Each thread's heap keeps what it freed; the next stage runs on other threads, and both would
/// count.
package func returnFreedMemory() { malloc_trim(0) }
