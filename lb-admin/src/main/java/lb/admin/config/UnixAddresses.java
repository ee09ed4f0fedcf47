package lb.admin.config;

import java.util.regex.Pattern;
import lb.proxy.settings.UnixAddress;

/** Addresses of UNIX sockets as people write them: {@code /run/x.sock}, {@code abns@x} or {@code abnsz@x}. */
public final class UnixAddresses {
    /** So that the process's number finds room behind it while it is bound. */
    private static final Pattern PATH = Pattern.compile("/[!-~]{1,96}");

    private static final Pattern NAME = Pattern.compile("[!-~]{1,107}");

    private UnixAddresses() {}

    /** Whether it is to be one. */
    public static boolean isMeant(String text) {
        return text.startsWith("/")
                || text.startsWith("unix@")
                || text.startsWith("abns@")
                || text.startsWith("abnsz@");
    }

    /**
     * One that is written so.
     *
     * @throws ValueException when it is none
     */
    public static UnixAddress parse(String text) throws ValueException {
        var at = text.startsWith("/") ? -1 : text.indexOf('@');
        var name = text.substring(at + 1);
        if (text.startsWith("abns")) {
            if (!NAME.matcher(name).matches()) {
                throw new ValueException("expected: a name of at most 107 bytes, without spaces");
            }
            return text.startsWith("abnsz") ? UnixAddress.tight(name) : UnixAddress.padded(name);
        }
        if (!PATH.matcher(name).matches()) {
            throw new ValueException("expected: an absolute path of at most 97 bytes, without spaces");
        }
        return UnixAddress.file(name);
    }
}
