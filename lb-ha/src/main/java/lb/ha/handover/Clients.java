package lb.ha.handover;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;

/** Whoever serves the clients of virtual addresses. Any thread; never waits. */
public interface Clients {
    /** There are none: nothing is to be done. */
    Clients NONE = new Clients() {
        @Override
        public boolean arePrepared() {
            return true;
        }

        @Override
        public void leadAway(Set<InetAddress> addresses, Duration drain, Runnable away) {
            away.run();
        }

        @Override
        public void letIn(Set<InetAddress> addresses) {}
    };

    /**
     * Whether new ones are served as fast as they ever will be: until then, this node asks for no address that another one
     * serves. True some seconds after the start, come what may.
     */
    boolean arePrepared();

    /**
     * Leads those of these addresses away, and holds new ones back.
     *
     * @param drain how long those who are there may go on at most
     * @param away called once, on any thread, when that has been done
     */
    void leadAway(Set<InetAddress> addresses, Duration drain, Runnable away);

    /** Serves these addresses as ever; also while they are being led away. */
    void letIn(Set<InetAddress> addresses);
}
