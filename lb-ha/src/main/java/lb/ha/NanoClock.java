package lb.ha;

/** Monotonic time in nanoseconds, a parameter of everything that has deadlines, so that tests own the clock. */
@FunctionalInterface
public interface NanoClock {
    /** The machine's monotonic clock. */
    NanoClock SYSTEM = System::nanoTime;

    /** Nanoseconds since an arbitrary origin; differences mean something, values do not. Any thread. */
    long nanoTime();
}
