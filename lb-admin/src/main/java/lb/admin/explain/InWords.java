package lb.admin.explain;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import lb.admin.config.Times;
import lb.admin.problem.SecretWords;
import lb.ha.settings.AddressText;
import lb.proxy.settings.InheritedSocket;
import lb.proxy.settings.UnixAddress;

/** Numbers, times, lists and addresses as one reads them in a sentence. */
public final class InWords {
    private InWords() {}

    /** {@code a}, {@code a and b}, {@code a, b and c}. */
    public static String joined(List<String> words) {
        return joined(words, "and");
    }

    /** The same with another word before the last. */
    static String joined(List<String> words, String last) {
        int most = words.size() - 1;
        return most < 1
                ? String.join("", words)
                : String.join(", ", words.subList(0, most)) + " " + last + " " + words.get(most);
    }

    /** {@code 1 server}, {@code 2 servers}. */
    public static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    static String quoted(String text) {
        return '"' + text + '"';
    }

    /** The same of what may hold a password. */
    static String quotedWithoutSecrets(String text) {
        return quoted(SecretWords.text(text));
    }

    /** {@code "a"}, {@code "a" or "b"}. */
    static String quoted(List<String> texts, String last) {
        return joined(texts.stream().map(InWords::quoted).toList(), last);
    }

    static String of(Duration time) {
        return Times.text(time);
    }

    /** Where somebody listens. */
    static String listening(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress network
            when network.getAddress().isAnyLocalAddress() ->
                "port " + network.getPort() + " of every "
                        + (network.getAddress() instanceof Inet4Address ? "IPv4 address" : "address");
            case InheritedSocket inherited -> "the inherited socket " + inherited;
            default -> of(address);
        };
    }

    /** An address with its port. */
    static String of(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress network
            when network.getAddress() instanceof Inet4Address ->
                AddressText.of(network.getAddress()) + ":" + network.getPort();
            case InetSocketAddress network
            when network.getAddress() != null -> "[" + AddressText.of(network.getAddress()) + "]:" + network.getPort();
            case UnixAddress unix -> "the UNIX socket " + unix;
            default -> address.toString();
        };
    }
}
