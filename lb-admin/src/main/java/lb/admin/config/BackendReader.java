package lb.admin.config;

import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.MessageEdits;

/** Reads the backends. */
final class BackendReader {
    private BackendReader() {}

    /**
     * A backend.
     *
     * @param section as it was read
     */
    record Read(BackendSettings settings, Section section) {}

    static List<Read> read(Section top, Defaults defaults) {
        var sections = new ArrayList<Section>();
        var names = new ArrayList<String>();
        for (var named : top.named(Keys.BACKENDS)) {
            var title = "backend \"" + named.name() + "\"";
            var section = Section.of(named.value().titled(title), ProxyKeys.BACKEND, title, "");
            if (section != null) {
                ServerReader.startLookups(section);
                sections.add(section);
                names.add(named.name());
            }
        }
        var backends = new ArrayList<Read>();
        for (var i = 0; i < sections.size(); i++) {
            backends.add(new Read(read(names.get(i), sections.get(i), defaults), sections.get(i)));
        }
        return backends;
    }

    private static BackendSettings read(String name, Section section, Defaults defaults) {
        var timeouts = section.sectionOrEmpty(ProxyKeys.TIMEOUTS_OF_BACKEND, ProxyKeys.BACKEND_TIMEOUTS);
        return new BackendSettings(
                name,
                section.get(ProxyKeys.MODE, defaults.mode()),
                section.get(ProxyKeys.BALANCE, defaults.balance()),
                new BackendTimeouts(
                        timeouts.get(ProxyKeys.CONNECT, defaults.connect()),
                        timeouts.get(ProxyKeys.SERVER, defaults.server())),
                section.get(ProxyKeys.RETRIES, defaults.retries()),
                section.get(ProxyKeys.REDISPATCH, defaults.redispatch()),
                MessageEdits.NONE,
                ServerReader.read(section, defaults.check().over(section)));
    }
}
