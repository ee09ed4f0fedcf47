package lb.admin.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.linux.DescriptorMessage;
import lb.proxy.loop.PassedListener;
import lb.proxy.loop.UnixStream;
import lb.proxy.settings.PassedSocket;
import lb.proxy.settings.UnixAddress;

/**
 * Asks a running process, lb or HAProxy, for its listening sockets, as {@link ListenerMessage} has it: over a runtime socket that has
 * {@code expose-fd listeners}. One thread, which waits.
 */
public final class OldListeners {
    /** As many as there are ports, and some. */
    private static final int MOST = 1 << 17;

    private final UnixStream stream;
    private final List<Integer> descriptors = new ArrayList<>();

    private OldListeners(UnixStream stream) {
        this.stream = stream;
    }

    /**
     * Asks for them.
     *
     * @param address of the runtime socket
     * @param patience for how long an answer is waited for
     * @return this process's own from now on
     * @throws IOException when there is nobody, or he does not pass them on, with a sentence
     */
    public static List<PassedSocket> of(UnixAddress address, Duration patience) throws IOException {
        try (UnixStream stream = UnixStream.connect(address, patience)) {
            OldListeners asked = new OldListeners(stream);
            try {
                return asked.ask();
            } catch (IOException | RuntimeException e) {
                asked.descriptors.forEach(PassedListener::close);
                throw e;
            }
        }
    }

    private List<PassedSocket> ask() throws IOException {
        stream.send((ListenerMessage.COMMAND + "\n").getBytes(US_ASCII));
        byte[] number = take(ListenerMessage.NUMBER, ListenerMessage.NUMBER);
        int count = ListenerMessage.number(number);
        if (count < 0 || count > MOST) {
            // The first letters of an answer in words.
            throw new IOException("it answers in words: it does not know the command");
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        while (descriptors.size() < count) {
            int before = descriptors.size();
            said.writeBytes(take(1, DescriptorMessage.MOST * ListenerMessage.LONGEST_ENTRY));
            if (descriptors.size() > count || said.size() > (long) count * ListenerMessage.LONGEST_ENTRY) {
                throw new IOException("more comes than the " + count + " sockets that it has announced");
            }
            if (descriptors.size() > before && descriptors.size() < count) {
                stream.send(ListenerMessage.number(descriptors.size()));
            }
        }
        List<ListenerMessage.Entry> entries = ListenerMessage.read(said.toByteArray(), count);
        List<PassedSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (entries.get(i).namespace().isEmpty()) {
                sockets.add(new PassedSocket(descriptors.get(i), entries.get(i).device()));
            } else {
                PassedListener.close(descriptors.get(i));
            }
        }
        return sockets;
    }

    /** That many bytes, with what comes along. */
    private byte[] take(int least, int most) throws IOException {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        while (taken.size() < least) {
            DescriptorMessage.Received received = stream.receive(most - taken.size());
            descriptors.addAll(received.descriptors());
            byte[] data = received.data().array();
            if (data.length == 0) {
                throw new IOException(
                        "it passes none on: its stats socket needs \"expose-fd listeners\" (lb: runtime.expose-listeners)");
            }
            taken.writeBytes(data);
        }
        return taken.toByteArray();
    }
}
