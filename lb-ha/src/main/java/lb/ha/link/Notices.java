package lb.ha.link;

import lb.ha.linux.LinkMonitor;
import lb.ha.linux.PollSet;
import lb.ha.linux.SystemCallException;
import lb.ha.linux.Wakeup;

/** What ends a wait for packets beside them: somebody's wake, and the kernel's word that interfaces or routes have changed. */
final class Notices implements AutoCloseable {
    private static final int WAKE = 0;
    private static final int MONITOR = 1;

    /** How many places of a poll set they have: the first ones. */
    static final int DESCRIPTORS = 2;

    private final LinkMonitor monitor;
    private final Wakeup wakeup;
    private PollSet poll;
    private boolean noticed;

    /** @param routes whether a route that was taken away counts, as a change of an interface does */
    Notices(PollSet poll, boolean routes) throws SystemCallException {
        monitor = new LinkMonitor(routes);
        try {
            wakeup = new Wakeup();
        } catch (SystemCallException e) {
            monitor.close();
            throw e;
        }
        this.poll = poll;
        move(poll);
    }

    /** Are waited for in another poll set from now on. */
    void move(PollSet other) {
        poll = other;
        poll.put(WAKE, wakeup);
        poll.put(MONITOR, monitor.descriptor());
    }

    /**
     * Whether there was one by the last wait.
     *
     * @param changed follows a change of interfaces or routes
     */
    boolean follow(Runnable changed) {
        boolean woken = poll.ready(WAKE);
        if (woken) {
            wakeup.clear();
        }
        boolean told = poll.ready(MONITOR) && monitor.clear();
        if (told) {
            changed.run();
        }
        noticed |= woken || told;
        return woken || told;
    }

    /** Whether there was one since this was last asked. */
    boolean any() {
        boolean told = noticed;
        noticed = false;
        return told;
    }

    /** See {@link VrrpLink#noticedRoutes}. */
    boolean ofRoutes() {
        return monitor.tellsOfRoutes();
    }

    /** Any thread. */
    void wake() {
        wakeup.wake();
    }

    @Override
    public void close() {
        monitor.close();
        wakeup.close();
    }
}
