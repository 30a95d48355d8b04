// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { fileUploadListView } from "@account/views/file_upload_list/file_upload_list_view";
import { FileUploadListRenderer } from "@account/views/file_upload_list/file_upload_list_renderer";

// Files may be dropped on the list; the button is our Import alone, which shows them first.
export class RemittanceListRenderer extends FileUploadListRenderer {
    setup() {
        super.setup();
        this.dropZoneTitle = _t("Drop a remittance of Amazon's: it is read and matched.");
    }
}

registry.category("views").add("amazon_remittance_list", {
    ...fileUploadListView,
    Renderer: RemittanceListRenderer,
    buttonTemplate: "web.ListView.Buttons",
});
