package lb.admin.config;

import lb.proxy.settings.UnixAddress;
import lb.proxy.settings.UnixPermissions;
import org.jspecify.annotations.Nullable;

/** Reads the runtime socket. */
final class RuntimeReader {
    private RuntimeReader() {}

    /** The socket; null where there is to be none. */
    static @Nullable RuntimeSettings read(Section top) {
        var section = top.sectionOrEmpty(RuntimeKeys.RUNTIME, RuntimeKeys.TABLE);
        var text = section.get(RuntimeKeys.SOCKET);
        var mode = section.orStandard(RuntimeKeys.MODE);
        var permissions = new UnixPermissions(
                Integer.parseInt(mode, 8), section.get(RuntimeKeys.USER), section.get(RuntimeKeys.GROUP));
        var level = section.orStandard(RuntimeKeys.LEVEL);
        if (RuntimeKeys.NONE.equals(text)) {
            return null;
        }
        var address = text == null ? null : address(text, section);
        if (text == null || (address != null && address.isAbstract())) {
            RuntimeKeys.FILE_ONLY.forEach(key -> section.wrong(key, "only for the path of a socket"));
        }
        return new RuntimeSettings(address, permissions, level);
    }

    private static @Nullable UnixAddress address(String text, Section section) {
        if (!UnixAddresses.isMeant(text)) {
            section.wrong(
                    RuntimeKeys.SOCKET, "expected: " + RuntimeKeys.EXPECTED + "; TCP is not done yet in this version");
            return null;
        }
        try {
            return UnixAddresses.parse(text);
        } catch (ValueException e) {
            section.wrong(RuntimeKeys.SOCKET, e.detail());
            return null;
        }
    }
}
