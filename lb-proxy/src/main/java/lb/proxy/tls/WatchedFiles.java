package lb.proxy.tls;

import java.time.Duration;

/**
 * Decides when files are read again. They are as soon as they look other than at the last reading and have not changed from
 * one look to the next, since somebody may still be writing; those that are written all the time are read now and then. What could not be
 * used is tried again each minute, for what a look does not show, such as permissions. Pure; one thread.
 */
public final class WatchedFiles {
    static final Duration RETRY = Duration.ofMinutes(1);

    /** For this long somebody may go on writing. */
    static final Duration LONGEST_WRITING = Duration.ofSeconds(30);

    private FilesSeen taken;
    private FilesSeen last;
    private long changedAt;
    private long failedAt;
    private boolean failed;
    private String told = "";

    /** @param read how they looked when they were read, just before that */
    public WatchedFiles(FilesSeen read) {
        this.taken = read;
        this.last = read;
    }

    /**
     * Whether they are to be read now.
     *
     * @param seen how they look
     * @param nanos the time, on a clock that only goes forward
     */
    public boolean isDue(FilesSeen seen, long nanos) {
        FilesSeen before = last;
        last = seen;
        if (seen.equals(taken)) {
            return failed && nanos - failedAt >= RETRY.toNanos();
        }
        if (before.equals(taken)) {
            changedAt = nanos;
            return false;
        }
        return seen.equals(before) || nanos - changedAt >= LONGEST_WRITING.toNanos();
    }

    /** They were read, and are used. */
    public void taken(FilesSeen seen) {
        taken = seen;
        failed = false;
        told = "";
    }

    /**
     * They were read and cannot be used.
     *
     * @param why in words
     * @return whether that is news
     */
    public boolean failed(FilesSeen seen, String why, long nanos) {
        boolean news = !why.equals(told);
        taken = seen;
        failed = true;
        failedAt = nanos;
        told = why;
        return news;
    }
}
