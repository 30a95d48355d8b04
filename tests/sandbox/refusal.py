# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.


class Refusal(Exception):
    """An answer that is no success.

    :param body: what is answered; by default Amazon's list of one error
    """

    def __init__(self, status, code, message, details="", body=None):
        super().__init__(message)
        self.status = status
        self.body = body or {"errors": [{"code": code, "message": message, "details": details}]}


def refuse_input(message, details=""):
    return Refusal(400, "InvalidInput", message, details)
