package lb.admin.runtime;

import java.util.List;
import lb.admin.config.RuntimeSettings.Level;

/** Ends a yield. */
record VrrpResume(VrrpAccess vrrp) implements Command {
    @Override
    public String words() {
        return "vrrp resume";
    }

    @Override
    public String parameters() {
        return "<name>";
    }

    @Override
    public String means() {
        return "stand for election as ever again";
    }

    @Override
    public Level level() {
        return Level.ADMIN;
    }

    @Override
    public String answer(List<String> arguments, Caller caller) throws CommandException {
        String name = vrrp.named(arguments).name();
        vrrp.audit().accept("runtime socket: " + caller + " says: vrrp resume " + name);
        vrrp.resume().accept(name);
        return "";
    }
}
