package lb.admin.upgrade;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import lb.admin.process.Successor;
import lb.ha.Tenure;
import lb.proxy.linux.DescriptorMessage;
import lb.proxy.loop.PassedListener;
import lb.proxy.loop.UnixStream;
import lb.proxy.upstream.BackendPast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The old process of an upgrade: starts the new one, gives it what it needs, and leaves the node to it. Whatever goes wrong until the new one serves
 * ends that one, and this one goes on as before.
 */
public final class Upgrade {
    /** The variable of the new process's environment with the version of this conversation. */
    static final String VARIABLE = "LB_UPGRADE";

    /** Versions of the conversation: one is made for both to understand. */
    static final int PROTOCOL = 1;

    /** For a process that has closed all it had, to end. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** For an answer while nobody speaks for the node: it takes some 30 ms, and others wait for three adverts at most. */
    private static final Duration IN_HASTE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger("lb.node");

    private final Node node;

    /** The running node, as it is needed here. */
    public interface Node {
        /** Which program it is. */
        String version();

        /** What it has of the machine for its virtual IPs, {@link Holdings}. */
        JsonObject holdings();

        /**
         * Copies of the descriptors that the new process is to have.
         *
         * @throws IOException when there are none left
         */
        List<Passed> sockets() throws IOException;

        /** What its backends have come to. */
        List<BackendPast> past();

        /**
         * Gives the device that holds addresses to the new process as well.
         *
         * @param to where that one waits
         * @return whether there is one
         * @throws IOException when it cannot be
         */
        boolean passDevice(String to) throws IOException;

        /** No advert leaves this process from now on: either {@link #goOn} or {@link #depart} follows. */
        List<Tenure> standStill();

        /** Goes on with all of it: the other process has ended, whether or not there was a {@link #standStill}. */
        void goOn();

        /** The new process, of that number, serves: this one lets go of what the two of them cannot both have, but leaves it as it is. */
        void depart(int pid);

        /** Ends, once those clients and nodes are gone that are there still; does not wait for it. */
        void end();
    }

    public Upgrade(Node node) {
        this.node = node;
    }

    /**
     * Has a new process go on with all of it.
     *
     * @param command that starts it, its arguments from the first; one character is one byte
     * @return what has come of it, in a sentence; this process is about to end then
     * @throws UpgradeException when nothing has come of it: this process goes on
     */
    public synchronized String run(List<String> command) throws UpgradeException {
        long began = System.nanoTime();
        LOG.info("upgrade: {} is started", String.join(" ", command));
        List<UnixStream> ends = pair();
        try (Conversation with = new Conversation(ends.getFirst())) {
            Successor started;
            try (UnixStream other = ends.getLast()) {
                started = Successor.start(command, VARIABLE + "=" + PROTOCOL, other.descriptor());
            } catch (IOException e) {
                throw new UpgradeException(e);
            }
            String version;
            try {
                version = prepare(with);
            } catch (UpgradeException | RuntimeException e) {
                UpgradeException failed = failed(started, e);
                node.goOn();
                throw failed;
            }
            long still = change(with, started);
            String said = "process " + started.pid() + " (lb " + version + ") goes on, after "
                    + Duration.ofNanos(System.nanoTime() - began).toMillis()
                    + " ms, of which virtual IPs stood still for "
                    + Duration.ofNanos(still).toMillis() + " ms";
            leave(with, started);
            LOG.info("upgrade: {}", said);
            return said;
        }
    }

    private static List<UnixStream> pair() throws UpgradeException {
        try {
            return UnixStream.pair(Conversation.PATIENCE);
        } catch (IOException e) {
            throw new UpgradeException(e);
        }
    }

    /** Until the new process could serve. Returns its version. */
    private String prepare(Conversation with) throws UpgradeException {
        JsonObject hello = with.hear(Kind.HELLO).json();
        String version = hello.get("version").getAsString();
        JsonObject own = new JsonObject();
        own.addProperty("version", node.version());
        own.addProperty("pid", ProcessHandle.current().pid());
        own.add("holdings", node.holdings());
        with.say(Kind.NODE, own);
        sendSockets(with);
        List<BackendPast> past = node.past();
        with.say(Kind.BACKENDS, PastCodec.servers(past));
        for (BackendPast backend : past) {
            for (byte[] piece : PastCodec.clients(backend)) {
                with.say(Kind.CLIENTS, piece, List.of());
            }
        }
        with.say(Kind.BEGIN);
        Conversation.Message next = with.hear();
        if (next.kind() == Kind.DEVICE) {
            JsonObject answer = new JsonObject();
            try {
                answer.addProperty("sent", node.passDevice(next.text()));
            } catch (IOException e) {
                throw new UpgradeException(e);
            }
            with.say(Kind.SENT, answer);
            next = with.hear();
        }
        if (next.kind() != Kind.READY) {
            throw new UpgradeException("it says " + next.kind() + " (expected: " + Kind.READY + ")");
        }
        return version;
    }

    private void sendSockets(Conversation with) throws UpgradeException {
        List<Passed> sockets;
        try {
            sockets = node.sockets();
        } catch (IOException e) {
            throw new UpgradeException(e);
        }
        try {
            for (int from = 0; from < sockets.size(); from += DescriptorMessage.MOST) {
                List<Passed> some = sockets.subList(from, Math.min(sockets.size(), from + DescriptorMessage.MOST));
                JsonArray what = new JsonArray();
                for (Passed one : some) {
                    JsonObject json = new JsonObject();
                    json.addProperty("what", one.what().name());
                    json.addProperty("name", one.name());
                    what.add(json);
                }
                JsonObject whole = new JsonObject();
                whole.add("sockets", what);
                with.say(
                        Kind.SOCKETS,
                        whole.toString().getBytes(StandardCharsets.UTF_8),
                        some.stream().map(Passed::descriptor).toList());
            }
        } finally {
            sockets.forEach(one -> PassedListener.close(one.descriptor()));
        }
    }

    /** The moment in which the new process becomes the node. Returns for how long neither spoke, in ns. */
    private long change(Conversation with, Successor started) throws UpgradeException {
        TenureCodec.rehearse();
        long began = System.nanoTime();
        boolean taken = false;
        try {
            with.patience(IN_HASTE);
            List<Tenure> tenures = node.standStill();
            with.say(Kind.GO, TenureCodec.json(tenures));
            with.hear(Kind.TAKEN);
            taken = true;
            with.patience(Conversation.PATIENCE);
            return System.nanoTime() - began;
        } catch (UpgradeException | RuntimeException e) {
            throw failed(started, e);
        } finally {
            if (taken) {
                node.depart(started.pid());
            } else {
                // After the other has ended: there must not be two.
                started.kill();
                node.goOn();
            }
        }
    }

    /** The other serves, whatever happens here. */
    private void leave(Conversation with, Successor started) {
        try {
            with.hear(Kind.SETTLED);
        } catch (UpgradeException e) {
            LOG.warn(
                    "upgrade: process {} serves, but does not say that all is well: {}", started.pid(), e.getMessage());
        }
        node.end();
    }

    private static UpgradeException failed(Successor started, Exception cause) {
        boolean gone = Conversation.GONE.equals(cause.getMessage());
        String ended = gone ? started.awaitEnd(LAST_WORDS) : "";
        started.kill();
        String why = gone
                ? "it has ended " + (ended.isEmpty() ? started.ended() : ended)
                        + " without a word to this one: what it said is on standard error, in the log"
                : String.valueOf(cause.getMessage());
        LOG.warn("upgrade: nothing has changed: process {}: {}", started.pid(), why);
        return new UpgradeException("the new process (pid " + started.pid() + "): " + why, cause);
    }
}
