package lb.dist;

import lb.admin.demo.LabNode;

/** The balancing and the VRRP of one node: ours, or what it stands in for. */
interface Balancer {
    LabNode node();

    /** Starts it and returns at once. */
    void start();

    /** Stops it as a service manager does, and waits for its end. */
    void stop();

    /** Kills it as a crash does. */
    void kill();

    /** SIGSTOP to all of its processes. */
    void freeze();

    /** SIGCONT to all of its processes. */
    void thaw();

    /** Whether all of it runs. */
    boolean alive();

    /** All that it printed since it was started last. */
    String output();
}
