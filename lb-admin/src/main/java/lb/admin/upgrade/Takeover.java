package lb.admin.upgrade;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import lb.admin.process.Successor;
import lb.admin.upgrade.Passed.What;
import lb.ha.Tenure;
import lb.proxy.loop.PassedListener;
import lb.proxy.loop.UnixStream;
import lb.proxy.settings.PassedSocket;
import lb.proxy.upstream.BackendPast;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The new process of an upgrade: gets what the old one has, says when it could serve, and goes on. One thread. */
public final class Takeover implements AutoCloseable {
    /** The end of the old process is seen at once; its watch ends within that time. */
    private static final Duration LOOKS = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger("lb.node");

    private final Conversation with;
    private final List<Passed> passed = new ArrayList<>();
    private final List<BackendPast> past = new ArrayList<>();
    private JsonObject holdings = new JsonObject();
    private String oldVersion = "";

    /** Whether nothing goes on without the old process. */
    private volatile boolean leaning;

    private Takeover(Conversation with) {
        this.with = with;
    }

    /**
     * That of this process; null where nobody has started it for an upgrade.
     *
     * @param environment of the process
     * @throws UpgradeException when it was started for one, and there is nobody to talk to
     */
    public static @Nullable Takeover of(Map<String, String> environment) throws UpgradeException {
        if (environment.get(Upgrade.VARIABLE) == null) {
            return null;
        }
        try {
            return new Takeover(new Conversation(UnixStream.inherited(Successor.DESCRIPTOR, Conversation.PATIENCE)));
        } catch (IOException e) {
            throw new UpgradeException(
                    Upgrade.VARIABLE + " is set, which lb does itself for an upgrade, but " + e.getMessage()
                            + " (expected: lb upgrade, and no such variable)",
                    e);
        }
    }

    /**
     * Gets all that the old process gives.
     *
     * @param version of this program
     * @throws UpgradeException when that is not to be had, or not understood
     */
    public void begin(String version) throws UpgradeException {
        JsonObject hello = new JsonObject();
        hello.addProperty("protocol", Upgrade.PROTOCOL);
        hello.addProperty("version", version);
        with.say(Kind.HELLO, hello);
        JsonObject node = with.hear(Kind.NODE).json();
        try {
            oldVersion = node.get("version").getAsString();
            holdings = node.getAsJsonObject("holdings");
        } catch (RuntimeException e) {
            throw new UpgradeException("what the old process says of itself cannot be read: " + e.getMessage(), e);
        }
        while (true) {
            Conversation.Message message = with.hear();
            switch (message.kind()) {
                case SOCKETS -> take(message);
                case BACKENDS -> past.addAll(PastCodec.servers(message.json()));
                case CLIENTS -> past.add(PastCodec.clients(message.payload()));
                case BEGIN -> {
                    leaning = true;
                    Thread.ofPlatform().daemon().name("upgrade").start(this::watch);
                    return;
                }
                default -> throw new UpgradeException("the old process says " + message.kind());
            }
        }
    }

    /**
     * Ends this process with the old one, until it could serve: what that one has lent would stay with it otherwise, the device with the
     * node's addresses too, while another node takes them over.
     */
    private void watch() {
        while (leaning) {
            if (with.awaitGone(LOOKS) && leaning) {
                LOG.error("upgrade: the old process has ended before this one could serve, and this one with it");
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private void take(Conversation.Message message) throws UpgradeException {
        List<Integer> descriptors = message.descriptors();
        try {
            Iterator<JsonElement> what =
                    message.json().getAsJsonArray("sockets").iterator();
            for (int descriptor : descriptors) {
                JsonObject one = what.next().getAsJsonObject();
                String kind = one.get("what").getAsString();
                if (isKnown(kind)) {
                    passed.add(new Passed(
                            descriptor, What.valueOf(kind), one.get("name").getAsString()));
                } else {
                    PassedListener.close(descriptor);
                }
            }
        } catch (RuntimeException e) {
            throw new UpgradeException("what the old process says of its sockets cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isKnown(String kind) {
        for (What what : What.values()) {
            if (what.name().equals(kind)) {
                return true;
            }
        }
        return false;
    }

    /** Which program the old process is. */
    public String oldVersion() {
        return oldVersion;
    }

    /** What the old process has of the machine for its virtual IPs. */
    public JsonObject holdings() {
        return holdings;
    }

    /** The sockets that frontends listen on, for connections and for datagrams. */
    public List<PassedSocket> listeners() {
        return passed.stream()
                .filter(one -> one.what() == What.LISTENER || one.what() == What.DATAGRAMS)
                .map(one -> new PassedSocket(one.descriptor(), one.name()))
                .toList();
    }

    /** The descriptor of one of the others; null where there is none. */
    public @Nullable Integer descriptor(What what, String name) {
        return passed.stream()
                .filter(one -> one.what() == what && one.name().equals(name))
                .map(Passed::descriptor)
                .findFirst()
                .orElse(null);
    }

    /** What its backends have come to. */
    public List<BackendPast> past() {
        return List.copyOf(past);
    }

    /**
     * Asks for the device that holds addresses.
     *
     * @param at where it is waited for
     * @return whether it was sent: false where the old process has none
     */
    public boolean askForDevice(String at) throws UpgradeException {
        with.say(Kind.DEVICE, at);
        JsonObject answer = with.hear(Kind.SENT).json();
        JsonElement sent = answer.get("sent");
        return sent != null && sent.isJsonPrimitive() && sent.getAsBoolean();
    }

    /**
     * Says that this process could serve; returns when it is to.
     *
     * @return what the virtual routers have come to: the old process stands still, and waits for {@link #taken}
     * @throws UpgradeException when the old process goes on instead
     */
    public List<Tenure> ready() throws UpgradeException {
        TenureCodec.rehearse();
        with.say(Kind.READY);
        // From here on its end is heard where GO is, and after that this one goes on alone.
        leaning = false;
        return TenureCodec.read(with.hear(Kind.GO).json());
    }

    /** This process serves. */
    public void taken() throws UpgradeException {
        with.say(Kind.TAKEN);
    }

    /** It has opened all else, too; nobody need hear it. */
    public void settled() {
        try {
            with.say(Kind.SETTLED);
        } catch (UpgradeException e) {
            // The old process has ended: that was to come.
        }
    }

    /** Nothing comes of it; nobody need hear it. */
    public void failed(List<String> problems) {
        leaning = false;
        try {
            with.say(Kind.FAILED, String.join("\n", problems));
        } catch (UpgradeException e) {
            // This process ends, which tells it as well.
        }
    }

    @Override
    public void close() {
        leaning = false;
        with.close();
    }
}
