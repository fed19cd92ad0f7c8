import patchline.Options

/**
 * The folder of the binaries on the agent at hand. Nothing is downloaded that
 * was not pinned by its SHA-256.
 */
String call(Map options = [:]) {
    new Options(this, 'patchlineTools', ['home', 'url', 'sha256']).check(options)
    String home = options.home ?: (options.url ? null : env.PATCHLINE_HOME)
    if (home) {
        return home
    }
    String url = options.url ?: env.PATCHLINE_TOOLS_URL
    String sha256 = options.url ? options.sha256 : env.PATCHLINE_TOOLS_SHA256
    if (!url) {
        error('patchlineTools: where are the binaries? Set PATCHLINE_HOME on the agent, ' +
            'or PATCHLINE_TOOLS_URL and PATCHLINE_TOOLS_SHA256')
    }
    if (!sha256 || !sha256.matches('[0-9a-fA-F]{64}')) {
        error("patchlineTools: ${url} is not pinned: give its SHA-256, 64 hex digits")
    }
    String folder = ''
    withEnv(['PATCHLINE_TOOLS_URL=' + url, 'PATCHLINE_TOOLS_SHA256=' + sha256.toLowerCase()]) {
        folder = sh(label: 'tools', returnStdout: true, script: libraryResource('patchline/tools.sh'))
    }
    return folder.trim()
}
