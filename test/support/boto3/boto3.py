"""The one function of boto3 that the examples call, as boto3 itself makes it, for a machine that has botocore only."""

import botocore.session


def client(service, **options):
    return botocore.session.get_session().create_client(service, **options)
