package patchline

/** What the patch day is made of. */
class PatchDay implements Serializable {

    private static final long serialVersionUID = 1L

    /** The documents before the reboot, in their order. */
    static final List<String> DOCUMENTS = [
        'Patchline-UpdateSSMAgent',
        'Patchline-UpdateWindows-Before',
        'Patchline-UpdateWindows-NoRestart',
        'Patchline-UpdateWindows-After',
        'Patchline-Compare-Update',
        'Patchline-Failed-Update-Check',
        'Patchline-Software-Inventory',
    ]

    /** The documents that a parameter names, one a line; without any, those of the patch day. */
    static List<String> parse(Object given) {
        List<String> names = []
        List lines = given instanceof List ? given : (given ?: '').toString().readLines()
        for (Object line in lines) {
            String name = line.toString().trim()
            if (name) {
                names.add(name)
            }
        }
        return names.size() > 0 ? names : DOCUMENTS
    }

}
