package lb.proxy.loop;

/** The monotonic clock, as a parameter, so that tests of time do not wait. */
@FunctionalInterface
public interface NanoClock {
    /** The clock of the machine. */
    NanoClock SYSTEM = System::nanoTime;

    /** Nanoseconds since some fixed moment; never goes back. Any thread. */
    long nanoTime();
}
