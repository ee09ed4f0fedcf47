package lb.ha;

import java.net.InetAddress;

/**
 * Another node as its adverts show it.
 *
 * @param address where they come from
 * @param priority that of the last one; 0: it has stopped being master
 * @param heardAt when that was, {@link NanoClock}'s time
 * @param adverts how many were valid
 */
public record HeardPeer(InetAddress address, int priority, long heardAt, long adverts) {}
