package lb.admin.boot;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import lb.admin.log.EventLog;
import lb.admin.runtime.RuntimeSocket;
import lb.admin.upgrade.Passed.What;
import lb.admin.upgrade.Takeover;
import lb.admin.upgrade.Upgrade;
import lb.admin.upgrade.UpgradeException;
import lb.ha.Tenure;
import lb.ha.linux.NodeLock;
import lb.ha.linux.NodeLockedException;
import lb.proxy.Proxy;
import org.jspecify.annotations.Nullable;

/** How a process becomes a node in the place of another one, and another one in its place. */
final class NodeUpgrade {
    private final String version;
    private final VrrpPeer peer;

    /** Of the node; null before it was taken. */
    private @Nullable NodeLock lock;

    /** Null where nobody can go on with it. */
    private volatile @Nullable Succession succession;

    /** Whether another process has gone on. */
    private volatile boolean left;

    NodeUpgrade(String version, VrrpPeer peer) {
        this.version = version;
        this.peer = peer;
    }

    /**
     * Takes the node's lock, or the other process's share of it.
     *
     * @throws StartException when another node has it, which is none of this upgrade
     */
    NodeLock lock(String name, @Nullable Takeover takeover) throws StartException {
        Integer passed = takeover == null ? null : takeover.descriptor(What.LOCK, "");
        try {
            NodeLock taken = passed == null ? NodeLock.take(name) : NodeLock.share(passed);
            lock = taken;
            return taken;
        } catch (NodeLockedException e) {
            throw new StartException(List.of(e.getMessage()));
        }
    }

    /**
     * Becomes the node: until here the other process was it.
     *
     * @param edges null without virtual IPs
     * @throws StartException when the other process goes on
     */
    void goOn(Takeover takeover, @Nullable HaEdges edges, Proxy running, EventLog events) throws StartException {
        AtomicReference<List<Tenure>> tenures = new AtomicReference<>(List.of());
        Runnable electing = edges == null ? () -> {} : peer.prepareToGoOn(edges, running, events, () -> tenures.get());
        try {
            tenures.set(takeover.ready());
            electing.run();
            running.open();
            requireNonNull(lock).claim();
        } catch (UpgradeException e) {
            throw new StartException(List.of("the older process goes on: " + e.getMessage()));
        }
        try {
            takeover.taken();
        } catch (UpgradeException e) {
            // Had it given this one up, this one would be dead.
            events.warning(
                    "the older process has ended before it could leave this node in good order, and this one goes on");
        }
    }

    /** How this process ends and another one begins. Any thread. */
    void succeedBy(Succession how) {
        succession = how;
    }

    /** Whether another process is the node by now. Any thread. */
    boolean hasLeft() {
        return left;
    }

    /**
     * Has another process go on with all of it. Any thread, while nothing of the node changes.
     *
     * @param jar in the place of this one's; null for what is in its place
     * @return what a person is told
     * @throws UpgradeException when it has not come to that, and this process goes on
     */
    String leave(Proxy running, List<RuntimeSocket> runtimes, @Nullable Path jar) throws UpgradeException {
        Succession how = succession;
        if (how == null) {
            throw new UpgradeException("only a node that was started by \"lb run\" can be upgraded");
        }
        try {
            String said = new Upgrade(new LeavingNode(version, running, peer, requireNonNull(lock), runtimes, how))
                    .run(how.command(jar));
            left = true;
            return said;
        } catch (IOException e) {
            throw new UpgradeException(e);
        }
    }
}
